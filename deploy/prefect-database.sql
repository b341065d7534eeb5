-- Run once by the image of PostgreSQL, when its volume is new. The corpus has the other database.
CREATE DATABASE prefect;
