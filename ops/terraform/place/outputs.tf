output "release" {
  description = "What `smartkhata-release` is told: `terraform output -json release > ../../release/NAME.json`."
  value = {
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
      repository = module.service.repository
      tasks      = var.tasks
    } }
    gate = { prometheus = var.prometheus, job = "smartkhata" }
    # Production has the targets; nobody's traffic is divided in staging, where there is little of it.
    plan = {
      stages = local.production ? tolist([10, 50, 100]) : tolist([100])
      watch  = local.production ? "5 min" : "1 min"
      keep   = local.production ? "1 h" : "1 min"
      limits = { minimum = local.production ? 3000 : 50, errors_ppm = 1000, slow_ms = 200 }
      verify = { minimum = local.production ? 6000 : 50, errors_ppm = 500, slow_ms = 200 }
    }
  }
}

output "repository" {
  description = "Where images are pushed."
  value       = module.service.repository
}

output "api" {
  description = "The server's address."
  value       = "https://api.${var.domain}"
}

output "database" {
  description = "Each cell's address, its copy's in the second region, and its copy's for reports."
  value = {
    for name, cell in merge({ first = module.database }, module.cell) : name => {
      primary = cell.address
      replica = cell.replica_address
      reports = cell.reports_address
    }
  }
}

output "secrets" {
  description = "Whose values a person sets, with `aws secretsmanager put-secret-value`."
  value       = module.service.secrets
}

output "static" {
  description = "Where the web edition is put, and what is told to forget it."
  value       = { bucket = module.storage.static_bucket, distribution = module.edge.distribution_id }
}
