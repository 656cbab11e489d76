"""Through whom people found their work: told without a name, beside what agencies return."""
