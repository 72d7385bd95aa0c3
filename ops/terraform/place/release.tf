# What `smartkhata-release` is told.

locals {
  release = {
    name = var.name
    split = { alb = {
      region   = var.region
      listener = module.service.listener_arn
      blue     = module.service.target_group_arns["blue"]
      green    = module.service.target_group_arns["green"]
    } }
    fleet = { ecs = {
      region     = var.region
      cluster    = module.service.cluster
      blue       = module.service.services["blue"]
      green      = module.service.services["green"]
      container  = "server"
      template   = module.service.operated.template
      family     = module.service.operated.family
      repository = module.service.repository
      tasks      = var.tasks
      # Before they start, the tables are brought to the version by a task that alone holds their owner's login.
      keeper = {
        template = module.service.operated.keeper.template
        family   = module.service.operated.keeper.family
        subnets  = module.network.server_subnet_ids
        groups   = [module.network.server_group_id]
      }
    } }
    gate = { prometheus = "http://prometheus.${local.internal}:9090", job = "smartkhata" }
    # Production has the targets; nobody's traffic is divided in staging, where there is little of it.
    plan = {
      stages = local.production ? tolist([10, 50, 100]) : tolist([100])
      watch  = local.production ? "5 min" : "1 min"
      keep   = local.production ? "1 h" : "1 min"
      # Staging has little more than the prober's four requests a minute: there the smoke test is the proof.
      limits = { minimum = local.production ? var.least_requests.step : 10, errors_ppm = 1000, slow_ms = 200 }
      verify = { minimum = local.production ? var.least_requests.verify : 10, errors_ppm = 500, slow_ms = 200 }
    }
  }
}
