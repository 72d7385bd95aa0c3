output "prometheus" {
  description = "Where figures are read, inside the network."
  value       = "http://${aws_route53_record.prometheus.name}:9090"
}

output "machine" {
  description = "Whom `aws ssm start-session --target` leads to."
  value       = aws_instance.machine.id
}

output "secrets" {
  description = "Names of secrets whose values a person sets."
  value       = [for secret in aws_secretsmanager_secret.this : secret.name]
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    machine = {
      address   = aws_route53_record.prometheus.name
      groups    = aws_instance.machine.vpc_security_group_ids
      encrypted = aws_instance.machine.root_block_device[0].encrypted
      tokens    = aws_instance.machine.metadata_options[0].http_tokens
    }
    files = sort(keys(aws_s3_object.file))
    tried = local.told.TRIED
    erase = {
      at      = aws_scheduler_schedule.erase.schedule_expression
      zone    = aws_scheduler_schedule.erase.schedule_expression_timezone
      command = jsondecode(aws_scheduler_schedule.erase.target[0].input).containerOverrides[0].command
      told    = [for target in aws_cloudwatch_event_target.erase : target.rule]
      kept    = aws_scheduler_schedule.erase.target[0].dead_letter_config[0].arn == aws_sqs_queue.erase.arn
      alarm   = aws_cloudwatch_metric_alarm.erase.metric_name
    }
    # What the machine may do with databases, by name.
    restores = { for statement in local.restores : statement.Sid => statement }
  }
}
