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

output "machine" {
  description = "That watches and works: `aws ssm start-session --target`."
  value       = module.operations.machine
}
