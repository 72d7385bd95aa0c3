output "release" {
  description = "What `smartkhata-release` is told: `terraform output -json release > ../../release/NAME.json`."
  value       = local.release
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
  value       = concat(module.service.secrets, module.operations.secrets)
}

output "migrate" {
  description = "Makes the tables of an empty database, by the first image: once, before its tasks start. Later the release does it."
  value = join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${module.service.cluster} --launch-type FARGATE",
    "--task-definition ${module.service.operated.keeper.template} --network-configuration",
    "'awsvpcConfiguration={subnets=[${join(",", module.network.server_subnet_ids)}],securityGroups=[${module.network.server_group_id}],assignPublicIp=DISABLED}'",
  ])
}

output "machine" {
  description = "That watches and works: `aws ssm start-session --target`."
  value       = module.operations.machine
}
