output "identifier" {
  description = "As RDS and its figures name it."
  value       = aws_db_instance.primary.identifier
}

output "gb" {
  description = "Its disk in GB as it is now, after it has grown."
  value       = aws_db_instance.primary.allocated_storage
}

output "iops" {
  description = "Reads and writes a second that its disk does at least: gp3 of RDS for PostgreSQL is striped from 400 GB on."
  value       = aws_db_instance.primary.allocated_storage >= 400 ? 12000 : 3000
}

output "memory_gib" {
  description = "Its machine's memory."
  value       = local.memory_gib
}

output "key_arn" {
  description = "Of the key under which it and its backups lie."
  value       = aws_kms_key.here.arn
}

output "copies" {
  description = "Its copies as RDS names them: in the second region, and for reports, if there is one."
  value = {
    second  = aws_db_instance.replica.identifier
    reports = one(aws_db_instance.reports[*].identifier)
  }
}

output "address" {
  description = "Where it answers."
  value       = aws_db_instance.primary.endpoint
}

output "replica_address" {
  description = "Where its copy answers."
  value       = aws_db_instance.replica.endpoint
}

output "reports_address" {
  description = "Where the copy for reports answers; null where there is none."
  value       = one(aws_db_instance.reports[*].endpoint)
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    multi_az = aws_db_instance.primary.multi_az
    encrypted = alltrue([
      for one in concat([aws_db_instance.primary, aws_db_instance.replica], aws_db_instance.reports) : one.storage_encrypted
    ])
    reports = length(aws_db_instance.reports)
    grow_alike = alltrue([
      for one in concat([aws_db_instance.replica], aws_db_instance.reports) :
      one.max_allocated_storage == aws_db_instance.primary.max_allocated_storage
    ])
    deletion_protection = aws_db_instance.primary.deletion_protection
    backup_days         = aws_db_instance.primary.backup_retention_period
    backup_window       = aws_db_instance.primary.backup_window
    engine_version      = aws_db_instance.primary.engine_version
    minors_come         = aws_db_instance.primary.auto_minor_version_upgrade
    # Statements are logged without values, what changes tables with its words.
    logged = [
      for group in [aws_db_parameter_group.this, aws_db_parameter_group.second] : {
        for parameter in group.parameter : parameter.name => parameter.value
        if contains(["log_parameter_max_length", "log_statement"], parameter.name)
      }
    ]
    logs = {
      days = toset([for group in concat(values(aws_cloudwatch_log_group.here), values(aws_cloudwatch_log_group.second)) : group.retention_in_days])
      here = length(aws_cloudwatch_log_group.here)
      copy = length(aws_cloudwatch_log_group.second)
    }
    public           = aws_db_instance.primary.publicly_accessible
    copy_backup_days = aws_db_instance.replica.backup_retention_period
    copy_multi_az    = aws_db_instance.replica.multi_az
    clients          = keys(aws_vpc_security_group_ingress_rule.client)
    tls = alltrue([
      for group in [aws_db_parameter_group.this, aws_db_parameter_group.second] :
      anytrue([for parameter in group.parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    ])
  }
}
