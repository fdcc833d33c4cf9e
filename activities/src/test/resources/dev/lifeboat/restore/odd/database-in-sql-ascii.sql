-- database: ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'
CREATE TABLE t (a text, b int); INSERT INTO t VALUES (E'\xe9\xff\x80', 1), (E'\xc3\xa9', 2), (convert_from('\x01', 'SQL_ASCII'), 3);
-- by hand
