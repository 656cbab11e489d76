"""Reports of false firms and misused symbols, and intermediaries without a licence: grouped by firm, answered within two days."""
