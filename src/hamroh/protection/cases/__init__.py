"""Cases: what somebody is helped with to its end, against clocks, with tasks, notes and referrals."""
