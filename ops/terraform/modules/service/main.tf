# The server: its images, two services that take turns (`smartkhata-release`), and the load balancer before them.

locals {
  colours = toset(["blue", "green"])
  # What a task is told.
  told = {
    SMARTKHATA_LISTEN = "0.0.0.0"
    # CloudFront and the load balancer, for whoever calls.
    TRUSTED_PROXIES      = "2"
    DATABASE_CONNECTIONS = tostring(var.connections_per_task)
    # RDS signs its certificates itself. The image has its authorities.
    DATABASE_CA    = "/etc/ssl/certs/amazon-rds.pem"
    NEW_SHOPS_CELL = var.new_shops_cell
    MAIL_FROM      = "SmartKhata <codes@${var.app_domain}>"
    # By keys that ECS lends the task's role.
    ATTACHMENTS_BUCKET     = var.uploads_bucket
    AWS_REGION             = var.region
    SMARTKHATA_ENVIRONMENT = var.place
  }
  # And besides, where a place has it.
  told_further = { for name, value in { MSG91_TEMPLATE = var.msg91_template } : name => value if value != null }
  # What a task is told in secret. A person sets the values; here they are only named.
  secrets = {
    DATABASE_URL  = "database-url"
    SMTP_URL      = "smtp-url"
    METRICS_TOKEN = "metrics-token"
    DATA_KEYS     = "data-keys"
  }
  # What a task is told besides where a place has it: clusters beside the first, a copy for reports, who brings codes and
  # reports what became of them, who is told of faults.
  further_secrets = {
    CELLS                = "cells"
    DATABASE_REPLICA_URL = "database-replica-url"
    SENDGRID_KEY         = "sendgrid-key"
    SENDGRID_HOOK_KEY    = "sendgrid-hook-key"
    MSG91_KEY            = "msg91-key"
    MSG91_HOOK           = "msg91-hook"
    SENTRY_DSN           = "sentry-dsn"
  }
  # A task whose secret has no value does not start: none is named before it is wanted.
  named_secrets = merge(local.secrets, {
    for name, secret in local.further_secrets : name => secret if contains(var.further_secrets, name)
  })
  # What the keeper alone is told, the task that brings the tables to a version and erases who left: it runs, and ends. The
  # logins that own the tables are no serving task's.
  keeper_secrets = merge(
    { DATABASE_OWNER_URL = "database-owner-url" },
    contains(var.further_secrets, "CELLS") ? { OWNER_CELLS = "owner-cells" } : {},
  )
}

data "aws_caller_identity" "this" {}

resource "aws_kms_key" "this" {
  description             = "${var.prefix}: images, secrets, logs"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.this.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
      },
    ]
  })
}

# A tag is one image for ever: a version is what it was.
resource "aws_ecr_repository" "this" {
  name                 = "${var.prefix}/smartkhata"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = !var.keep
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.this.arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy = jsonencode({ rules = [{
    rulePriority = 1
    description  = "the last hundred versions"
    selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 100 }
    action       = { type = "expire" }
  }] })
}

resource "aws_secretsmanager_secret" "this" {
  for_each                = merge(local.named_secrets, local.keeper_secrets)
  name                    = "${var.prefix}/${each.value}"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = var.keep ? 30 : 7
  # What seals and who may ask must not be lost with a region.
  replica {
    region = var.second_region
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.prefix}/server"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_ecs_cluster" "this" {
  name = var.prefix
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

locals {
  # By what starts a task, the variables that it is told in secret and where their values are.
  told_in_secret = {
    start = { for name in keys(local.named_secrets) : name => aws_secretsmanager_secret.this[name].arn }
    # The login that serves is told too: it is let serve.
    keep = merge(
      { for name in ["DATABASE_URL", "DATABASE_OWNER_URL"] : name => aws_secretsmanager_secret.this[name].arn },
      { for name in ["OWNER_CELLS"] : "CELLS" => aws_secretsmanager_secret.this[name].arn if contains(keys(local.keeper_secrets), name) },
    )
  }
  tasks_may_be_assumed = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

# What starts a task: fetches its image, its secrets, and writes its log. One for those that serve, one for the keeper: each
# reads what its tasks are told.
resource "aws_iam_role" "start" {
  for_each           = local.told_in_secret
  name               = "${var.prefix}-${each.key}"
  assume_role_policy = local.tasks_may_be_assumed
}

resource "aws_iam_role_policy" "start" {
  for_each = local.told_in_secret
  name     = "start"
  role     = aws_iam_role.start[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # A token is for the whole registry: Amazon takes nothing narrower here.
      { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
        Resource = aws_ecr_repository.this.arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this.arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = values(each.value)
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.this.arn },
    ]
  })
}

# What a task itself may: its uploads, nothing else.
resource "aws_iam_role" "task" {
  name               = "${var.prefix}-task"
  assume_role_policy = local.tasks_may_be_assumed
}

resource "aws_iam_role_policy" "task" {
  name = "uploads"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = "${var.uploads_arn}/*"
      },
      # Who may not list is told "forbidden" where nothing lies, and what has not arrived yet looks like a fault.
      { Effect = "Allow", Action = "s3:ListBucket", Resource = var.uploads_arn },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = var.uploads_key_arn },
    ]
  })
}

locals {
  # The program in a task, whatever it is to do there.
  container = {
    name                   = "server"
    image                  = "${aws_ecr_repository.this.repository_url}:first"
    essential              = true
    user                   = "65532:65532"
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    # Beyond the half minute that a server takes for its end.
    stopTimeout = 60
    # What is on its way: exports, parts of photos. A volume of the image: only so it is its user's.
    mountPoints = [{ sourceVolume = "data", containerPath = "/var/lib/smartkhata", readOnly = false }]
    environment = [for name, value in merge(local.told, local.told_further) : { name = name, value = value }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "server"
      }
    }
  }
}

# What a task is: each start of a version takes the newest revision of this, and registers it with the version's image
# under the family that runs. Services begin with it as it stands.
resource "aws_ecs_task_definition" "template" {
  family                   = "${var.prefix}-template"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.start["start"].arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions = jsonencode([merge(local.container, {
    portMappings = [{ containerPort = 7878, protocol = "tcp" }]
    secrets      = [for name, secret in local.told_in_secret.start : { name = name, valueFrom = secret }]
  })])
  volume {
    name = "data"
  }
}

# What the keeper is: a release runs it before the version's tasks start, the clock each night.
resource "aws_ecs_task_definition" "keeper" {
  family                   = "${var.prefix}-keeper-template"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.start["keep"].arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions = jsonencode([merge(local.container, {
    command = ["migrate"]
    secrets = [for name, secret in local.told_in_secret.keep : { name = name, valueFrom = secret }]
  })])
  volume {
    name = "data"
  }
}

resource "aws_ecs_service" "this" {
  for_each               = local.colours
  name                   = "${var.prefix}-${each.key}"
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.template.arn
  desired_count          = 0
  launch_type            = "FARGATE"
  platform_version       = "LATEST"
  propagate_tags         = "SERVICE"
  enable_execute_command = false
  network_configuration {
    subnets          = var.server_subnet_ids
    security_groups  = [var.server_group_id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.this[each.key].arn
    container_name   = "server"
    container_port   = 7878
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }
  health_check_grace_period_seconds = 60
  lifecycle {
    # The release's.
    ignore_changes = [task_definition, desired_count]
  }
  depends_on = [aws_lb_listener.https]
}

resource "aws_lb" "this" {
  name = var.prefix
  # No address of the world: CloudFront comes from inside, by the VPC origin of `modules/edge`.
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = var.server_subnet_ids
  security_groups            = [var.balancer_group_id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.keep
  # Longer than a request may take.
  idle_timeout = 70
  access_logs {
    enabled = true
    bucket  = var.logs_bucket
    prefix  = "balancer"
  }
}

resource "aws_lb_target_group" "this" {
  for_each             = local.colours
  name                 = "${var.prefix}-${each.key}"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = 7878
  deregistration_delay = 65
  health_check {
    path                = "/ready"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_acm_certificate" "origin" {
  domain_name       = var.origin_domain
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

# The record stays, so that Amazon renews the certificate by itself.
resource "aws_route53_record" "proof" {
  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

# The certificate has one name, so there is one proof.
locals {
  proof = one(aws_acm_certificate.origin.domain_validation_options)
}

resource "aws_acm_certificate_validation" "origin" {
  certificate_arn         = aws_acm_certificate.origin.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  # TLS 1.2 and newer.
  ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn = aws_acm_certificate_validation.origin.certificate_arn
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.this["blue"].arn
        weight = 100
      }
      target_group {
        arn    = aws_lb_target_group.this["green"].arn
        weight = 0
      }
    }
  }
  lifecycle {
    # The release's.
    ignore_changes = [default_action]
  }
}

# What CloudFront calls.
resource "aws_route53_record" "origin" {
  zone_id = var.zone_id
  name    = var.origin_domain
  type    = "A"
  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = true
  }
}
