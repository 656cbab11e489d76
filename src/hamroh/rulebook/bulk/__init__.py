"""Tables of people: the same typed tree, written out for DuckDB, PostgreSQL, Spark and a generated kernel.

`plan` flattens the book into equations over columns, law-free of any engine; `sql` and `kernel` write them out;
`histories_sql` and `histories_kernel` give the history functions; `people` reads and checks files; `apply` runs it all.
"""
