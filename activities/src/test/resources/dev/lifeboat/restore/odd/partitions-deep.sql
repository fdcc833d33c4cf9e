CREATE TABLE p (id bigint, at date, region text, v text, PRIMARY KEY (id, at, region)) PARTITION BY RANGE (at);
CREATE TABLE p24 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (region);
CREATE TABLE p24_eu PARTITION OF p24 FOR VALUES IN ('de', 'fr') PARTITION BY HASH (id);
CREATE TABLE p24_eu_0 PARTITION OF p24_eu FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE p24_eu_1 PARTITION OF p24_eu FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE p24_rest PARTITION OF p24 DEFAULT;
CREATE TABLE p_rest PARTITION OF p DEFAULT;
CREATE INDEX p_v ON p (v);
CREATE INDEX p24_only ON ONLY p24 (at);
INSERT INTO p SELECT i, '2024-01-01'::date + i % 700, (ARRAY['de', 'fr', 'us', 'xx'])[1 + i % 4], 'v' || i FROM generate_series(1, 400) i;
CREATE TABLE refers (id bigint, at date, region text, FOREIGN KEY (id, at, region) REFERENCES p);
INSERT INTO refers SELECT id, at, region FROM p WHERE id % 10 = 0;
CREATE TABLE users (id bigint PRIMARY KEY);
INSERT INTO users SELECT i FROM generate_series(1, 400) i;
ALTER TABLE p ADD CONSTRAINT p_user FOREIGN KEY (id) REFERENCES users;
-- equal: SELECT tableoid::regclass, count(*) FROM p GROUP BY 1 ORDER BY tableoid::regclass::text
-- equal: SELECT conrelid::regclass::text, conname, convalidated, conparentid = 0 FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2
-- equal: SELECT i.inhrelid::regclass::text, i.inhparent::regclass::text FROM pg_inherits i ORDER BY 1
