output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Where the load balancer is."
  value       = [for subnet in aws_subnet.public : subnet.id]
}

output "server_subnet_ids" {
  description = "Where tasks are."
  value       = [for subnet in aws_subnet.server : subnet.id]
}

output "database_subnet_ids" {
  description = "Where the database is."
  value       = [for subnet in aws_subnet.database : subnet.id]
}

output "balancer_group_id" {
  description = "Who may reach the load balancer."
  value       = aws_security_group.balancer.id
}

output "server_group_id" {
  description = "Who may reach tasks."
  value       = aws_security_group.server.id
}
