"""Tables of people: the same typed tree, written out for DuckDB, PostgreSQL, Spark and a generated kernel.

`plan` flattens the book into equations over columns, law-free of any engine; `sql` and `kernel_code` write them out;
`histories_sql` and `kernel_histories` give the history functions; `files` reads and checks files, `columns` says what a result
holds, `apply` runs it all block by block.
"""
