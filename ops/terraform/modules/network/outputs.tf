output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "server_subnet_ids" {
  description = "Where the load balancer and tasks are."
  value       = [for subnet in aws_subnet.server : subnet.id]
  # CloudFront comes into no network without one.
  depends_on = [aws_internet_gateway.this]
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

output "operations_group_id" {
  description = "The machine that watches."
  value       = aws_security_group.operations.id
}

output "promises" {
  description = "What the template's tests look at."
  value = {
    zones    = length(aws_subnet.server) == length(aws_subnet.database) ? length(aws_subnet.database) : 0
    ways_out = length(aws_nat_gateway.out)
    # Who may come in from anywhere: nobody; the load balancer is CloudFront's.
    front = {
      list = aws_vpc_security_group_ingress_rule.https.prefix_list_id
      port = aws_vpc_security_group_ingress_rule.https.from_port
      open = aws_vpc_security_group_ingress_rule.https.cidr_ipv4 != null
    }
    public        = anytrue([for subnet in concat(values(aws_subnet.server), values(aws_subnet.database)) : subnet.map_public_ip_on_launch == true])
    database_ways = length(aws_route_table.database.route)
    flows         = aws_flow_log.this.traffic_type
    # Who reaches tasks.
    callers = sort([
      for rule in [aws_vpc_security_group_ingress_rule.server, aws_vpc_security_group_ingress_rule.figures] :
      "${rule.description}: ${rule.from_port}"
    ])
  }
}
