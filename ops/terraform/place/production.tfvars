name           = "production"
domain         = "smartkhata.example"
zone_id        = "Z0000000PRODUCTION"
database_class = "db.r6g.2xlarge"
database_gb    = 1000
tasks          = 4
task_cpu       = 1024
task_memory    = 2048
