output "repository" {
  description = "Where images are, without a tag."
  value       = aws_ecr_repository.this.repository_url
}

output "cluster" {
  description = "Its name."
  value       = aws_ecs_cluster.this.name
}

output "services" {
  description = "Names by colour."
  value       = { for colour, service in aws_ecs_service.this : colour => service.name }
}

output "operated" {
  description = "What releases and the machine that watches are to know."
  value = {
    cluster        = aws_ecs_cluster.this.name
    cluster_arn    = aws_ecs_cluster.this.arn
    services       = { for colour, service in aws_ecs_service.this : colour => service.name }
    service_arns   = { for colour, service in aws_ecs_service.this : colour => service.id }
    template       = aws_ecs_task_definition.template.family
    family         = "${var.prefix}-server"
    keeper         = { template = aws_ecs_task_definition.keeper.family, family = "${var.prefix}-keeper" }
    roles          = concat([for role in aws_iam_role.start : role.arn], [aws_iam_role.task.arn])
    repository     = aws_ecr_repository.this.repository_url
    repository_arn = aws_ecr_repository.this.arn
    key_arn        = aws_kms_key.this.arn
    listener       = aws_lb_listener.https.arn
    metrics_token  = aws_secretsmanager_secret.this["METRICS_TOKEN"].arn
  }
}

output "target_group_arns" {
  description = "By colour."
  value       = { for colour, group in aws_lb_target_group.this : colour => group.arn }
}

output "target_group_suffixes" {
  description = "By colour, as figures name them."
  value       = { for colour, group in aws_lb_target_group.this : colour => group.arn_suffix }
}

output "listener_arn" {
  description = "Where traffic is divided."
  value       = aws_lb_listener.https.arn
}

output "balancer_arn" {
  description = "What the firewall stands before."
  value       = aws_lb.this.arn
}

output "balancer_suffix" {
  description = "As figures name it."
  value       = aws_lb.this.arn_suffix
}

output "most_connections" {
  description = "To the database, while two versions run."
  value       = var.tasks * var.connections_per_task * 2
}

output "secrets" {
  description = "Names of secrets whose values a person sets."
  value       = [for secret in aws_secretsmanager_secret.this : secret.name]
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    tls         = aws_lb_listener.https.ssl_policy
    certificate = aws_acm_certificate.origin.validation_method
    proxies     = local.told.TRUSTED_PROXIES
    internal    = aws_lb.this.internal
    launched    = tomap({ for colour, service in aws_ecs_service.this : colour => service.launch_type })
    public      = anytrue([for service in aws_ecs_service.this : service.network_configuration[0].assign_public_ip])
    health      = tomap({ for colour, group in aws_lb_target_group.this : colour => group.health_check[0].path })
    weight      = sum([for group in aws_lb_listener.https.default_action[0].forward[0].target_group : group.weight])
    images      = aws_ecr_repository.this.image_tag_mutability
    authorities = local.told.DATABASE_CA
    told        = keys(merge(local.told, local.told_further))
    uploads     = flatten([for right in jsondecode(aws_iam_role_policy.task.policy).Statement : right.Action])
    copied      = toset(flatten([for secret in aws_secretsmanager_secret.this : [for copy in secret.replica : copy.region]]))
    secrets     = sort([for secret in aws_secretsmanager_secret.this : secret.name])
    in_secret   = { for starts, told in local.told_in_secret : starts => sort(keys(told)) }
  }
}
