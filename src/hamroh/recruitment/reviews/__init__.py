"""What workers say of a firm: read by two people, shown eleven at a time, with the firm's reply beside it, and never a finding."""
