CREATE TABLE a (id int PRIMARY KEY, v int);
CREATE TABLE b (a_id int, w int);
INSERT INTO a VALUES (1, -1), (2, 5); INSERT INTO b VALUES (7, 1), (1, 2);
ALTER TABLE a ADD CONSTRAINT positive CHECK (v > 0) NOT VALID;
ALTER TABLE b ADD CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a NOT VALID;
-- equal: SELECT conname, convalidated FROM pg_constraint WHERE contype IN ('c', 'f') ORDER BY 1
