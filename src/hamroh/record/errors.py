"""What this room raises. No message holds anything personal: only ids, kinds and places."""

from __future__ import annotations


class RecordError(Exception):
    """Root of what this room raises."""


class Erased(RecordError):
    """The key of this person is destroyed (or was never made): what it sealed cannot be read by anybody."""


class NotOurs(RecordError):
    """A sealed text was changed, cut, moved to another place or person, or sealed by another site."""


class WrongMasterKey(RecordError):
    """The master key given is not the one that wraps this key store; says where it was looked for."""


class ForeignKeyStore(RecordError):
    """The key store is not the one with whose key the record's last seal was signed: new, or of another site."""


class NotInTransaction(RecordError):
    """An event was noted outside a transaction."""


class ClockSetBack(RecordError):
    """The moment given lies in a day that is sealed, or before the last seal."""


class SealsDisagree(RecordError):
    """Database and second place do not hold the same seals, or the second place cannot be written to. Nothing was sealed."""


class BackupRefused(RecordError):
    """A backup cannot be written or put back; says why, and that nothing was changed."""
