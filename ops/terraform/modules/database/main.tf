# PostgreSQL with a standby in another zone, a readable copy in another region, and thirty days of backups.

data "aws_caller_identity" "this" {}

locals {
  # Who may use a region's key: the account, and the region's logs for what PostgreSQL writes.
  key_policy = {
    for region in [var.region, var.second_region] : region => jsonencode({
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
          Principal = { Service = "logs.${region}.amazonaws.com" }
          Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
          Resource  = "*"
        },
      ]
    })
  }
}

resource "aws_kms_key" "here" {
  description             = "${var.prefix}: the database"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.key_policy[var.region]
}

resource "aws_kms_key" "second" {
  provider                = aws.second
  description             = "${var.prefix}: the database's copy"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.key_policy[var.second_region]
}

# What PostgreSQL writes. RDS would make these groups itself, under Amazon's key and for ever.
resource "aws_cloudwatch_log_group" "here" {
  for_each = toset([
    for pair in setproduct(concat([var.prefix], var.reports ? ["${var.prefix}-reports"] : []), local.logs) : join("/", pair)
  ])
  name              = "/aws/rds/instance/${each.key}"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.here.arn
}

resource "aws_cloudwatch_log_group" "second" {
  provider          = aws.second
  for_each          = toset(local.logs)
  name              = "/aws/rds/instance/${var.prefix}-replica/${each.key}"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.second.arn
}

resource "aws_db_subnet_group" "this" {
  name       = var.prefix
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.prefix}-database"
  description = "PostgreSQL, for the server and for who watches it"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.prefix}-database" }
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each                     = var.client_group_ids
  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

locals {
  # What is told to CloudWatch.
  logs = ["postgresql", "upgrade"]
  parameters = {
    # What is slow is in the log: 250 ms, without the values that it is about. Names and amounts are in no log.
    "log_min_duration_statement" = { value = "250", at = "immediate" }
    "log_parameter_max_length"   = { value = "0", at = "immediate" }
    # What changes tables, triggers and roles.
    "log_statement"            = { value = "ddl", at = "immediate" }
    "shared_preload_libraries" = { value = "pg_stat_statements", at = "pending-reboot" }
    # Nobody holds a shop's head for long.
    "idle_in_transaction_session_timeout" = { value = "30000", at = "immediate" }
  }
}

resource "aws_db_parameter_group" "this" {
  name   = "${var.prefix}-postgres15"
  family = "postgres15"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  dynamic "parameter" {
    for_each = local.parameters
    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.at
    }
  }
  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # `db.r6g.2xlarge`: a family has so many GiB in its `large`, and a size so many times that.
  class      = split(".", var.class)
  large_gib  = { m = 8, r = 16, t = 8 }[substr(local.class[1], 0, 1)]
  times      = { micro = 0.125, small = 0.25, medium = 0.5, large = 1, xlarge = 2 }
  memory_gib = local.large_gib * lookup(local.times, local.class[2], try(tonumber(trimsuffix(local.class[2], "xlarge")) * 2, 1))
}

resource "aws_db_instance" "primary" {
  identifier = var.prefix
  engine     = "postgres"
  # The major that tests run on. Its minor is Amazon's, raised in the window below; a minor named here would be one to go
  # back to.
  engine_version = "15"
  instance_class = var.class

  allocated_storage     = var.gb
  max_allocated_storage = var.gb * 10
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.here.arn

  db_name             = "books"
  username            = "operator"
  password_wo         = var.password
  password_wo_version = var.password_version

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  # 02:00 in India is 20:30 in UTC, which windows are in. Point in time within these days.
  backup_window            = "20:30-21:00"
  backup_retention_period  = 30
  copy_tags_to_snapshot    = true
  delete_automated_backups = false
  maintenance_window       = "sat:21:30-sat:22:30"

  auto_minor_version_upgrade            = true
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.here.arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = local.logs

  deletion_protection       = var.keep
  skip_final_snapshot       = false
  final_snapshot_identifier = "${var.prefix}-final"
  depends_on                = [aws_cloudwatch_log_group.here]
}

# A network of its own in the second region: two zones that nothing reaches until somebody moves there.

resource "aws_vpc" "second" {
  provider             = aws.second
  cidr_block           = var.second_network
  enable_dns_hostnames = true
  tags                 = { Name = "${var.prefix}-second" }
}

resource "aws_default_security_group" "second" {
  provider = aws.second
  vpc_id   = aws_vpc.second.id
}

resource "aws_subnet" "second" {
  provider          = aws.second
  count             = 2
  vpc_id            = aws_vpc.second.id
  availability_zone = "${var.second_region}${["a", "b"][count.index]}"
  cidr_block        = cidrsubnet(var.second_network, 8, count.index)
  tags              = { Name = "${var.prefix}-second-${count.index}" }
}

resource "aws_db_subnet_group" "second" {
  provider   = aws.second
  name       = "${var.prefix}-second"
  subnet_ids = aws_subnet.second[*].id
}

resource "aws_security_group" "second" {
  provider    = aws.second
  name        = "${var.prefix}-second-database"
  description = "PostgreSQL's copy, for its own network alone"
  vpc_id      = aws_vpc.second.id
  tags        = { Name = "${var.prefix}-second-database" }
}

resource "aws_vpc_security_group_ingress_rule" "second" {
  provider          = aws.second
  security_group_id = aws_security_group.second.id
  description       = "Servers that are started here when the first region is lost"
  cidr_ipv4         = var.second_network
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}

# Groups of parameters are a region's own.
resource "aws_db_parameter_group" "second" {
  provider = aws.second
  name     = aws_db_parameter_group.this.name
  family   = "postgres15"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  dynamic "parameter" {
    for_each = local.parameters
    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.at
    }
  }
  lifecycle {
    create_before_destroy = true
  }
}

# Minutes behind at most, in another region: what is left when a region is lost. It is promoted by hand
# (`docs/runbooks`), and keeps backups of its own as soon as it is.
resource "aws_db_instance" "replica" {
  provider            = aws.second
  identifier          = "${var.prefix}-replica"
  replicate_source_db = aws_db_instance.primary.arn
  instance_class      = var.class
  # As far as the one that it follows: a copy whose disk is full follows no more.
  max_allocated_storage = var.gb * 10

  storage_encrypted = true
  kms_key_id        = aws_kms_key.second.arn

  # The mock looks for these in the first region.
  db_subnet_group_name   = var.mocked ? null : aws_db_subnet_group.second.name
  parameter_group_name   = var.mocked ? null : aws_db_parameter_group.second.name
  vpc_security_group_ids = [aws_security_group.second.id]

  backup_window              = "20:30-21:00"
  backup_retention_period    = 30
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true
  publicly_accessible        = false
  ca_cert_identifier         = "rds-ca-rsa2048-g1"
  multi_az                   = true
  deletion_protection        = var.keep
  skip_final_snapshot        = true

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.second.arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = local.logs
  depends_on                            = [aws_cloudwatch_log_group.second]
}

# Seconds behind at most, in the same region: reports are read from it, so that nobody who sells waits for one.
resource "aws_db_instance" "reports" {
  count               = var.reports ? 1 : 0
  identifier          = "${var.prefix}-reports"
  replicate_source_db = aws_db_instance.primary.identifier
  instance_class      = var.class
  # As far as the one that it follows.
  max_allocated_storage = var.gb * 10

  storage_encrypted = true
  kms_key_id        = aws_kms_key.here.arn

  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true
  maintenance_window         = "sat:21:30-sat:22:30"
  # The primary takes over what this cannot answer, and keeps the backups.
  multi_az            = false
  deletion_protection = var.keep
  skip_final_snapshot = true

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.here.arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = local.logs
  depends_on                            = [aws_cloudwatch_log_group.here]
}

resource "aws_iam_role" "monitoring" {
  name = "${var.prefix}-database-monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
