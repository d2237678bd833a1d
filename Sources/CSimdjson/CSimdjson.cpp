extern "C" int tdq_simdjson(void){return 1;}
