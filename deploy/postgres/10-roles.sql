-- Roles that the sample's grants and policies name. Roles belong to a server, not to a database: no set holds them.
CREATE ROLE app_user NOLOGIN;
CREATE ROLE app_admin NOLOGIN;
