# One template for every place; what differs between them stands in NAME.tfvars.

locals {
  prefix     = "smartkhata-${var.name}"
  production = var.name == "production"
  tags = {
    product = "smartkhata"
    place   = var.name
  }
  # The network's own domain.
  internal = local.production ? "smartkhata.internal" : "${var.name}.smartkhata.internal"
  # What CloudFront calls, inside the network; nobody else reaches it.
  origin = "origin.${var.domain}"
  # Who reaches databases.
  clients = { server = module.network.server_group_id, operations = module.network.operations_group_id }
}

module "network" {
  source             = "../modules/network"
  prefix             = local.prefix
  network            = var.network
  availability_zones = var.availability_zones
  # One way out for each zone in production; a single one is enough for trying things.
  ways_out = local.production ? length(var.availability_zones) : 1
}

module "database" {
  source           = "../modules/database"
  providers        = { aws = aws, aws.second = aws.second }
  prefix           = local.prefix
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.database_subnet_ids
  client_group_ids = local.clients
  class            = var.database_class
  gb               = var.database_gb
  region           = var.region
  password         = var.database_password
  password_version = var.database_password_version
  keep             = local.production
  second_region    = var.second_region
  second_network   = var.second_network
  reports          = var.reports
  mocked           = local.mocked
}

# Shops live in one cell each: more of them take more plain clusters.
module "cell" {
  for_each         = var.cells
  source           = "../modules/database"
  providers        = { aws = aws, aws.second = aws.second }
  prefix           = "${local.prefix}-${each.key}"
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.database_subnet_ids
  client_group_ids = local.clients
  class            = each.value.class
  gb               = each.value.gb
  region           = var.region
  password         = var.database_password
  password_version = var.database_password_version
  keep             = local.production
  second_region    = var.second_region
  second_network   = each.value.second_network
  reports          = var.reports
  mocked           = local.mocked
}

module "storage" {
  source    = "../modules/storage"
  providers = { aws = aws, aws.second = aws.second }
  prefix    = local.prefix
  keep      = local.production
  mocked    = local.mocked
}

module "service" {
  source               = "../modules/service"
  prefix               = local.prefix
  place                = var.name
  region               = var.region
  second_region        = var.second_region
  origin_domain        = local.origin
  app_domain           = "app.${var.domain}"
  zone_id              = var.zone_id
  vpc_id               = module.network.vpc_id
  server_subnet_ids    = module.network.server_subnet_ids
  balancer_group_id    = module.network.balancer_group_id
  server_group_id      = module.network.server_group_id
  tasks                = var.tasks
  cpu                  = var.task_cpu
  memory               = var.task_memory
  connections_per_task = var.connections_per_task
  further_secrets = setunion(
    var.secrets, length(var.cells) > 0 ? ["CELLS"] : [], var.reports ? ["DATABASE_REPLICA_URL"] : [],
  )
  msg91_template  = var.msg91_template
  new_shops_cell  = var.new_shops_cell
  uploads_bucket  = module.storage.uploads_bucket
  uploads_arn     = module.storage.uploads_arn
  uploads_key_arn = module.storage.key_arn
  logs_bucket     = module.storage.logs_bucket
  keep            = local.production
}

module "edge" {
  source                    = "../modules/edge"
  providers                 = { aws = aws, aws.global = aws.global }
  prefix                    = local.prefix
  app_domain                = "app.${var.domain}"
  api_domain                = "api.${var.domain}"
  zone_id                   = var.zone_id
  origin_domain             = local.origin
  logs_domain               = module.storage.logs_domain
  balancer_arn              = module.service.balancer_arn
  requests_per_five_minutes = var.requests_per_five_minutes
  shield_advanced           = var.shield_advanced
  mocked                    = local.mocked
}

module "alarms" {
  source        = "../modules/alarms"
  providers     = { aws = aws, aws.second = aws.second }
  prefix        = local.prefix
  pager         = var.pager
  balancer      = module.service.balancer_suffix
  target_groups = module.service.target_group_suffixes
  cluster       = module.service.cluster
  services      = module.service.services
  databases = {
    for name, cell in merge({ first = module.database }, module.cell) : name => {
      identifier = cell.identifier
      gb         = cell.gb
      iops       = cell.iops
      memory_gib = cell.memory_gib
      copies     = cell.copies
    }
  }
  most_connections = module.service.most_connections
}

# What watches, releases and drills.
module "operations" {
  source     = "../modules/operations"
  prefix     = local.prefix
  place      = var.name
  region     = var.region
  vpc_id     = module.network.vpc_id
  subnet_id  = module.network.server_subnet_ids[0]
  group_id   = module.network.operations_group_id
  internal   = local.internal
  bucket     = module.storage.operations_bucket
  bucket_arn = module.storage.operations_arn
  api        = "https://api.${var.domain}"
  app        = "https://app.${var.domain}"
  service    = module.service.operated
  # A version goes to production from where it was tried.
  tried           = local.production ? "smartkhata-staging/smartkhata" : null
  databases       = concat([module.database.identifier], [for cell in module.cell : cell.identifier])
  database_keys   = concat([module.database.key_arn], [for cell in module.cell : cell.key_arn])
  subnet_ids      = module.network.server_subnet_ids
  server_group_id = module.network.server_group_id
  release         = jsonencode(local.release)
  topic           = module.alarms.topic
  keep            = local.production
  mocked          = local.mocked
}
