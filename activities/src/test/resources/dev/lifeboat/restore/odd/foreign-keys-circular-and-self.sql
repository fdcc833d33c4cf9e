CREATE TABLE a (id int PRIMARY KEY, b_id int, parent int REFERENCES a);
CREATE TABLE b (id int PRIMARY KEY, c_id int);
CREATE TABLE c (id int PRIMARY KEY, a_id int REFERENCES a ON DELETE CASCADE ON UPDATE SET NULL);
INSERT INTO a VALUES (1, 1, NULL), (2, 2, 1), (3, NULL, 2); INSERT INTO b VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1), (2, 3);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b ADD CONSTRAINT b_c FOREIGN KEY (c_id) REFERENCES c DEFERRABLE INITIALLY IMMEDIATE;
CREATE TABLE pair (x int, y int, UNIQUE (x, y));
CREATE TABLE to_pair (x int, y int, FOREIGN KEY (x, y) REFERENCES pair (x, y) MATCH FULL, z int, w int, FOREIGN KEY (z, w) REFERENCES pair (x, y) ON DELETE SET NULL (z)); -- since 15
INSERT INTO pair VALUES (1, 1), (2, NULL); INSERT INTO to_pair VALUES (1, 1, 1, 1), (NULL, NULL, 5, NULL); -- since 15
-- equal: SELECT conname, convalidated, condeferrable, condeferred, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1
