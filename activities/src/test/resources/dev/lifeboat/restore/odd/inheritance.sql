CREATE TABLE city (name text NOT NULL DEFAULT 'none', people int CHECK (people >= 0), note text);
CREATE TABLE capital (state char(2), note text DEFAULT 'capital') INHERITS (city);
ALTER TABLE capital ALTER COLUMN name SET DEFAULT 'capital city';
CREATE TABLE second_parent (extra int DEFAULT 3);
CREATE TABLE both_parents (own int) INHERITS (city, second_parent);
ALTER TABLE ONLY city ADD CONSTRAINT only_here CHECK (name <> '') NO INHERIT;
INSERT INTO city VALUES ('a', 1), ('b', 2); INSERT INTO capital VALUES ('c', 3, 'n', 'xx'); INSERT INTO both_parents VALUES ('d', 4, 'n', 5, 6);
CREATE TABLE grandchild () INHERITS (capital);
INSERT INTO grandchild VALUES ('e', 5);
ALTER TABLE both_parents ALTER COLUMN extra DROP DEFAULT;
-- equal: SELECT tableoid::regclass::text, name FROM city ORDER BY 1, 2
