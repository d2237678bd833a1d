int tdq_simdjson(void);
