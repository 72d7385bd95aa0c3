# Three tiers: what the world reaches, the server, and the database, which reaches nothing.

locals {
  zones = { for n, zone in var.availability_zones : zone => n }
}

resource "aws_vpc" "this" {
  cidr_block           = var.network
  enable_dns_hostnames = true
  enable_dns_support   = true
  tags                 = { Name = var.prefix }
}

# Nothing uses it, so nothing may pass it.
resource "aws_default_security_group" "none" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  for_each          = local.zones
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.network, 8, each.value)
  tags              = { Name = "${var.prefix}-public-${each.key}" }
}

resource "aws_subnet" "server" {
  for_each          = local.zones
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.network, 4, each.value + 1)
  tags              = { Name = "${var.prefix}-server-${each.key}" }
}

resource "aws_subnet" "database" {
  for_each          = local.zones
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.network, 8, each.value + 240)
  tags              = { Name = "${var.prefix}-database-${each.key}" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.prefix }
}

resource "aws_eip" "out" {
  count  = var.ways_out
  domain = "vpc"
  tags   = { Name = "${var.prefix}-out-${count.index}" }
}

resource "aws_nat_gateway" "out" {
  count         = var.ways_out
  allocation_id = aws_eip.out[count.index].id
  subnet_id     = aws_subnet.public[var.availability_zones[count.index]].id
  tags          = { Name = "${var.prefix}-${count.index}" }
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
  tags = { Name = "${var.prefix}-public" }
}

resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "server" {
  for_each = local.zones
  vpc_id   = aws_vpc.this.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.out[each.value % var.ways_out].id
  }
  tags = { Name = "${var.prefix}-server-${each.key}" }
}

resource "aws_route_table_association" "server" {
  for_each       = aws_subnet.server
  subnet_id      = each.value.id
  route_table_id = aws_route_table.server[each.key].id
}

resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.prefix}-database" }
}

resource "aws_route_table_association" "database" {
  for_each       = aws_subnet.database
  subnet_id      = each.value.id
  route_table_id = aws_route_table.database.id
}

# Uploads do not pay for the way out.
data "aws_region" "here" {}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.${data.aws_region.here.name}.s3"
  route_table_ids = [for table in aws_route_table.server : table.id]
  tags            = { Name = "${var.prefix}-s3" }
}

resource "aws_security_group" "balancer" {
  name        = "${var.prefix}-balancer"
  description = "CloudFront reaches the load balancer by HTTPS, and nobody else"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.prefix}-balancer" }
}

# What CloudFront calls from, kept by Amazon. It takes nearly all of a group's rules: there is room for one port. Others'
# distributions call from there as well: what keeps them out is that the load balancer is inside (`modules/edge`).
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.balancer.id
  description       = "CloudFront"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "balancer_to_server" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "Requests and health checks"
  referenced_security_group_id = aws_security_group.server.id
  from_port                    = 7878
  to_port                      = 7878
  ip_protocol                  = "tcp"
}

resource "aws_security_group" "server" {
  name        = "${var.prefix}-server"
  description = "Tasks of the server: reached by the load balancer alone"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.prefix}-server" }
}

resource "aws_vpc_security_group_ingress_rule" "server" {
  security_group_id            = aws_security_group.server.id
  description                  = "Requests and health checks"
  referenced_security_group_id = aws_security_group.balancer.id
  from_port                    = 7878
  to_port                      = 7878
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "figures" {
  security_group_id            = aws_security_group.server.id
  description                  = "Prometheus"
  referenced_security_group_id = aws_security_group.operations.id
  from_port                    = 7878
  to_port                      = 7878
  ip_protocol                  = "tcp"
}

# Mail, messages, payments, Sentry, Amazon's own services: all by TLS.
resource "aws_vpc_security_group_egress_rule" "server_https" {
  security_group_id = aws_security_group.server.id
  description       = "Providers and Amazon's services"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "server_mail" {
  security_group_id = aws_security_group.server.id
  description       = "Mail by SMTP with TLS"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 465
  to_port           = 465
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "server_database" {
  security_group_id = aws_security_group.server.id
  description       = "The database"
  cidr_ipv4         = var.network
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}

# The machine that watches: nobody reaches it; it reaches tasks, databases, and by TLS the world. Debian's packages are
# signed and come without.
resource "aws_security_group" "operations" {
  name        = "${var.prefix}-operations"
  description = "The machine that watches and works: reached by nobody"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.prefix}-operations" }
}

resource "aws_vpc_security_group_egress_rule" "operations" {
  for_each = {
    packages  = { port = 80, to = "0.0.0.0/0", about = "Debian's signed packages" }
    providers = { port = 443, to = "0.0.0.0/0", about = "Amazon's services, who is told of alerts, the website as callers see it" }
    databases = { port = 5432, to = var.network, about = "Figures of the database, and the drill" }
    tasks     = { port = 7878, to = var.network, about = "Figures of tasks" }
  }
  security_group_id = aws_security_group.operations.id
  description       = each.value.about
  cidr_ipv4         = each.value.to
  from_port         = each.value.port
  to_port           = each.value.port
  ip_protocol       = "tcp"
}

# Who spoke with whom, for a year.
resource "aws_cloudwatch_log_group" "flows" {
  name              = "/${var.prefix}/flows"
  retention_in_days = 365
}

resource "aws_flow_log" "this" {
  vpc_id          = aws_vpc.this.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flows.arn
  iam_role_arn    = aws_iam_role.flows.arn
}

resource "aws_iam_role" "flows" {
  name = "${var.prefix}-flows"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "vpc-flow-logs.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "flows" {
  name = "write"
  role = aws_iam_role.flows.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      Resource = "${aws_cloudwatch_log_group.flows.arn}:*"
    }]
  })
}
