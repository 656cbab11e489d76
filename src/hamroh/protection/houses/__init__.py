"""Houses that several people told of: found again in any spelling, flagged without showing who told it, and never as a finding."""
