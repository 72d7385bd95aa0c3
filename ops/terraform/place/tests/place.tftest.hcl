# The template's promises, on a plan with a made-up provider: nothing is called.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { name = "ap-south-1" }
  }
  mock_data "aws_ec2_managed_prefix_list" {
    defaults = { id = "pl-cloudfront" }
  }
}
# What policies name has to have a name for their text to be known before anything is made.
override_resource {
  target          = module.storage.aws_s3_bucket.uploads
  values          = { arn = "arn:aws:s3:::uploads", id = "uploads" }
  override_during = plan
}
override_resource {
  target          = module.storage.aws_kms_key.here
  values          = { arn = "arn:aws:kms:ap-south-1:123456789012:key/uploads" }
  override_during = plan
}
override_resource {
  target          = module.database.aws_kms_key.here
  values          = { arn = "arn:aws:kms:ap-south-1:123456789012:key/database" }
  override_during = plan
}
mock_provider "aws" {
  alias = "second"
}
mock_provider "aws" {
  alias = "global"
}

variables {
  name              = "production"
  domain            = "smartkhata.example"
  zone_id           = "Z1"
  database_class    = "db.r6g.2xlarge"
  database_gb       = 1000
  database_password = "a-password-of-a-test-only"
  pager             = "https://events.pager.example/integration"
  tasks             = 4
  task_cpu          = 1024
  task_memory       = 2048
}

# A plan takes seconds of a processor: what is true of the same variables is asked of one plan.
run "production_is_as_promised" {
  command = plan
  # The database is kept.
  assert {
    condition     = module.database.promises.multi_az && module.database.promises.encrypted && module.database.promises.deletion_protection
    error_message = "Production's database has a standby, is encrypted and cannot be deleted by accident."
  }
  assert {
    condition     = module.database.promises.backup_days == 30 && module.database.promises.backup_window == "20:30-21:00"
    error_message = "Backups at 02:00 in India, kept for thirty days."
  }
  assert {
    condition     = module.database.promises.engine_version == "15" && module.database.promises.minors_come && !module.database.promises.public
    error_message = "The PostgreSQL that is tested, whose minors come by themselves, reached from inside only."
  }
  assert {
    condition = alltrue([
      for logged in module.database.promises.logged : logged == { log_parameter_max_length = "0", log_statement = "ddl" }
    ]) && length(module.database.promises.logged) == 2
    error_message = "No value of a statement is in a log; what changes tables is."
  }
  assert {
    condition     = module.database.promises.logs == { days = toset([365]), here = 2, copy = 2 }
    error_message = "What PostgreSQL writes is kept for a year, and under the database's own key."
  }

  # A second region has a copy of everything.
  assert {
    condition     = module.database.promises.copy_multi_az && module.database.promises.copy_backup_days == 30
    error_message = "The database's copy can take over, and keeps backups of its own when it does."
  }
  assert {
    condition     = module.storage.promises.versioned && module.storage.promises.copied && module.storage.promises.closed
    error_message = "Uploads keep what was replaced, follow to the second region, and are nobody's to read."
  }
  assert {
    condition     = toset(module.storage.promises.by_tls) == toset(["operations", "uploads"])
    error_message = "Buckets are spoken with by TLS alone."
  }

  # Only TLS 1.2 and newer is spoken.
  assert {
    condition     = module.service.promises.tls == "ELBSecurityPolicy-TLS13-1-2-2021-06" && module.edge.promises.front.plain == "redirect-to-https"
    error_message = "CloudFront and the load balancer speak TLS 1.2 and 1.3, and what comes otherwise is led there."
  }
  assert {
    condition     = module.edge.promises.tls == "TLSv1.2_2021" && module.database.promises.tls
    error_message = "So do CloudFront and the database."
  }
  assert {
    condition     = module.service.promises.authorities == "/etc/ssl/certs/amazon-rds.pem"
    error_message = "Tasks know the database by Amazon's own authorities, which no browser knows."
  }
  assert {
    condition     = module.service.promises.certificate == "DNS"
    error_message = "The certificate renews itself, by its name's record."
  }

  # A firewall stands before the server.
  assert {
    condition     = module.edge.promises.paces["rate"].limit == 6000 && module.edge.promises.paces["rate"].but == ["authorization GT 0"] && module.edge.promises.rules >= 6
    error_message = "An address is held to its pace, and the managed rules look at what it sends."
  }
  assert {
    # `chain`, the largest plan, has 60,000 requests a minute.
    condition     = length(module.edge.promises.paces["ceiling"].but) == 0 && module.edge.promises.paces["ceiling"].limit >= 2 * 5 * 60000
    error_message = "Signed requests of an address have room for more than one shop of the largest plan."
  }
  assert {
    condition = length(setsubtract([
      "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY", "SQLi_BODY",
      "SQLiExtendedPatterns_BODY", "Log4JRCE_BODY", "JavaDeserializationRCE_BODY",
    ], module.edge.promises.counted)) == 0
    error_message = "A bill's note holds any text: no rule that looks into bodies stops a device's sync."
  }
  assert {
    condition     = length(module.edge.promises.shielded) == 0
    error_message = "Shield Standard is always there; Advanced costs a yearly contract and is asked for by name."
  }

  # Only the load balancer is reached from outside.
  assert {
    condition     = module.network.promises.zones == 3 && module.network.promises.ways_out == 3
    error_message = "Three zones, each with tasks, a database's subnet and a way out of its own."
  }
  assert {
    condition     = module.network.promises.front == { list = "pl-cloudfront", port = 443, open = false } && !module.network.promises.public
    error_message = "CloudFront alone reaches the load balancer; tasks and the database have no address of the world."
  }
  assert {
    condition = module.service.promises.internal && module.edge.promises.front.inside && module.edge.promises.front.outside == 0 && (
      module.edge.promises.front.by == "https-only"
    )
    error_message = "No distribution but this account's own reaches it: it is inside, and CloudFront comes in by HTTPS."
  }
  assert {
    condition     = module.network.promises.flows == "ALL"
    error_message = "Who spoke with whom is written down."
  }

  # Tasks run behind it in two colours.
  assert {
    condition     = module.service.promises.launched == tomap({ blue = "FARGATE", green = "FARGATE" }) && !module.service.promises.public
    error_message = "Two services on Fargate, without an address of the world."
  }
  assert {
    condition     = module.service.promises.health == tomap({ blue = "/ready", green = "/ready" }) && module.service.promises.weight == 100
    error_message = "A target group for each, which takes in who is ready; all traffic goes somewhere."
  }
  assert {
    condition     = module.service.promises.images == "IMMUTABLE"
    error_message = "A version's image is never another one."
  }

  # Secrets are named and hold nothing here.
  assert {
    condition = module.service.promises.secrets == tolist([
      for name in ["data-keys", "database-owner-url", "database-url", "metrics-token", "smtp-url"] : "smartkhata-production/${name}"
    ])
    error_message = "Secrets Manager has a place for each secret; a person sets the values."
  }
  assert {
    condition = module.service.promises.in_secret == {
      start = tolist(["DATABASE_URL", "DATA_KEYS", "METRICS_TOKEN", "SMTP_URL"])
      keep  = tolist(["DATABASE_OWNER_URL", "DATABASE_URL"])
    }
    error_message = "Who serves is told of no login that owns the tables: the keeper alone is, which brings them to a version and ends."
  }
  assert {
    condition     = output.release.fleet.ecs.keeper.template == "smartkhata-production-keeper-template" && output.release.fleet.ecs.keeper.family == "smartkhata-production-keeper"
    error_message = "A release runs it before the version's tasks start."
  }
  assert {
    condition     = module.service.promises.copied == toset(["ap-south-2"])
    error_message = "Secrets are copied to the second region: what seals is not lost with the first one."
  }

  # Somebody watches them.
  assert {
    condition     = module.network.promises.callers == tolist(["Prometheus: 7878", "Requests and health checks: 7878"])
    error_message = "Tasks are reached by the load balancer and by Prometheus."
  }
  assert {
    condition     = toset(module.database.promises.clients) == toset(["operations", "server"])
    error_message = "The database is reached by tasks, and by who watches it and brings it back."
  }
  assert {
    condition     = module.operations.promises.machine.address == "prometheus.smartkhata.internal" && output.release.gate.prometheus == "http://prometheus.smartkhata.internal:9090"
    error_message = "A release reads figures where Prometheus is."
  }
  assert {
    condition     = module.operations.promises.machine.encrypted && module.operations.promises.machine.tokens == "required"
    error_message = "The machine that watches keeps figures on an encrypted disk, and its keys go to nobody who asks without a token."
  }
  assert {
    condition = length(setsubtract([
      "amazon-rds.pem", "backup/rds-drill.sh", "backup/rds-drills.sh", "backup/rds-restore.sh", "host/bring-up.sh", "host/programs.sh",
      "monitoring/backup/rds-backup-age.sh", "monitoring/prometheus/prometheus.yml", "monitoring/prometheus/rules/alerts.yml",
    ], module.operations.promises.files)) == 0
    error_message = "It is given what it runs: Prometheus's rules, the drill, the age of backups."
  }
  assert {
    condition = module.operations.promises.erase.at == "cron(0 3 * * ? *)" && module.operations.promises.erase.zone == "Asia/Kolkata" && slice(
    module.operations.promises.erase.command, 0, 2) == ["operator", "erase"] && length(module.operations.promises.erase.told) == 2 && module.operations.promises.erase.alarm == "ApproximateNumberOfMessagesVisible"
    error_message = "Who left is erased each night at 03:00 in India; a night without it is told."
  }

  # The machine may bring a database back, under its key, into instances of these names alone.
  assert {
    condition = toset([
      for arn in module.operations.promises.restores["Drill"].Resource : regex("db:(.*)$", arn)[0] if strcontains(arn, ":db:")
    ]) == toset(["smartkhata-production", "smartkhata-production-drill", "smartkhata-production-restored"])
    error_message = "A restore goes beside what it comes from, for the drill or to stay."
  }
  assert {
    condition = toset(module.operations.promises.restores["RestoreKeys"].Action) == toset(["kms:CreateGrant", "kms:DescribeKey"]) && (
      module.operations.promises.restores["RestoreKeys"].Resource == tolist(["arn:aws:kms:ap-south-1:123456789012:key/database"])
    ) && module.operations.promises.restores["RestoreKeys"].Condition.StringEquals["kms:ViaService"] == "rds.ap-south-1.amazonaws.com"
    error_message = "What lies under the database's key is brought back under it, by RDS alone."
  }
  assert {
    condition = toset([
      for arn in module.operations.promises.restores["DrillEnds"].Resource : regex("db:(.*)$", arn)[0]
    ]) == toset(["smartkhata-production-drill"])
    error_message = "Only what a drill made is thrown away."
  }

  assert {
    condition     = module.operations.promises.tried == "123456789012.dkr.ecr.ap-south-1.amazonaws.com/smartkhata-staging/smartkhata"
    error_message = "A version comes to production from where it was tried, the very bytes."
  }

  # Tasks may do with uploads what the server does with them.
  assert {
    condition = toset(module.service.promises.uploads) == toset([
      "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListBucket", "kms:Decrypt", "kms:GenerateDataKey",
    ])
    error_message = "They read, write and delete uploads, and are told that one is not there, not that it is forbidden."
  }

  # The web edition and the API come from CloudFront, at one address each.
  assert {
    condition     = module.edge.promises.front.names == toset(["api.smartkhata.example", "app.smartkhata.example"]) && module.edge.promises.certificate == "DNS"
    error_message = "Under their own names, with a certificate that renews itself."
  }
  assert {
    condition     = module.edge.promises.front.origin == "origin.smartkhata.example" && module.edge.promises.front.methods == 7
    error_message = "A page and what it asks have one origin: all of it is handed on to the servers."
  }
  assert {
    condition     = toset(module.edge.promises.front.kept) == toset(["*.js", "*.wasm", "/css/*", "/fonts/*", "/icons/*", "/words/*"]) && module.edge.promises.front.errors == 0
    error_message = "The page's files are kept near readers; nothing else is, no refusal either."
  }
  assert {
    condition     = module.service.promises.proxies == "2" && module.network.promises.front.open == false
    error_message = "Who calls stands before CloudFront and the load balancer, which nobody passes by."
  }
  assert {
    condition     = module.edge.promises.front.preloaded
    error_message = "Browsers come by TLS from the first time on."
  }

  # Two versions fit beside each other.
  assert {
    condition     = length(output.release.fleet.ecs) == 10 && output.release.fleet.ecs.tasks == 4
    error_message = "The release is told its services."
  }
  assert {
    condition     = module.service.most_connections == 160
    error_message = "Two versions of four tasks with twenty connections each."
  }
}

run "what_is_asked_for_by_name_is_there" {
  command = plan
  variables {
    shield_advanced = true
    secrets         = ["SENDGRID_KEY", "SENDGRID_HOOK_KEY", "MSG91_KEY", "MSG91_HOOK", "SENTRY_DSN"]
    msg91_template  = "1107170000000000001"
  }
  # Providers have a way in.
  assert {
    condition = contains(module.service.promises.told, "MSG91_TEMPLATE") && length(setsubtract([
      for name in ["msg91-hook", "msg91-key", "sendgrid-hook-key", "sendgrid-key", "sentry-dsn"] : "smartkhata-production/${name}"
    ], module.service.promises.secrets)) == 0
    error_message = "SendGrid, MSG91 and Sentry are told of in secret once they are asked for."
  }
  # Shield Advanced protects what the world reaches, once it is subscribed to.
  assert {
    condition     = module.edge.promises.shielded == tolist(["smartkhata-production-balancer", "smartkhata-production-front"])
    error_message = "The load balancer and CloudFront are protected."
  }

  assert {
    condition     = module.database.promises.grow_alike
    error_message = "A copy has as much room to grow as what it follows."
  }

  # Alarms reach the pager.
  assert {
    condition = module.alarms.promises.alarms == tolist([
      "blue-CPUUtilization", "blue-MemoryUtilization", "copy-disk", "copy-lag", "database-bursts", "database-connections", "database-cpu",
      "database-disk", "database-iops", "database-memory", "database-queue", "down", "errors", "green-CPUUtilization", "green-MemoryUtilization", "slow",
    ])
    error_message = "What Amazon alone sees: the database's machine, tasks, the load balancer."
  }
  assert {
    condition = module.alarms.promises.limits == {
      blue-CPUUtilization    = "GreaterThan 70 in 10 of 10"
      blue-MemoryUtilization = "GreaterThan 80 in 10 of 10"
      # Bytes: a fifth of 1000 GiB.
      copy-disk            = "LessThan 214748364800 in 5 of 5"
      copy-lag             = "GreaterThan 300 in 10 of 10"
      database-bursts      = "LessThan 20 in 2 of 2"
      database-connections = "GreaterThan 160 in 5 of 5"
      database-cpu         = "GreaterThan 70 in 10 of 10"
      database-disk        = "LessThan 214748364800 in 5 of 5"
      database-iops        = "GreaterThan 80 in 10 of 10"
      # A fifth of 64 GiB.
      database-memory         = "LessThan 13743895347.2 in 10 of 10"
      database-queue          = "GreaterThan 20 in 10 of 10"
      down                    = "LessThan 1 in 2 of 2"
      errors                  = "GreaterThan 0.1 in 3 of 5"
      green-CPUUtilization    = "GreaterThan 70 in 10 of 10"
      green-MemoryUtilization = "GreaterThan 80 in 10 of 10"
      slow                    = "GreaterThan 0.2 in 5 of 5"
    }
    error_message = "Each tells when it should, and not before."
  }
  assert {
    condition = module.alarms.promises.expressions == {
      errors = "IF((FILL(servers, 0) + FILL(balancer, 0)) >= 3, 100 * (FILL(servers, 0) + FILL(balancer, 0)) / (FILL(all, 0) + FILL(balancer, 0)), 0)"
      down   = "FILL(blue, 0) + FILL(green, 0)"
    }
    error_message = "A few requests that all fail are told of; one that fails is not."
  }
  assert {
    condition     = module.alarms.promises.iops == { "database-iops" = { percent = 80, of = "100 * (reads + writes) / 12000" } }
    error_message = "A disk is told of at four fifths of what one of its size does."
  }
  assert {
    condition     = module.alarms.promises.told && module.alarms.promises.pager == "https://events.pager.example/integration"
    error_message = "Each alarm and its end is told to the topic, and the topic tells the pager."
  }
  assert {
    condition     = tolist(module.alarms.promises.unnamed) == tolist(["events.amazonaws.com"])
    error_message = "EventBridge, which names no account to a topic, is heard; everybody else names it."
  }
  assert {
    condition     = contains(module.alarms.promises.disk, "low storage") && contains(module.alarms.promises.disk, "read replica")
    error_message = "A disk that has grown to its end is told of, however large it is by then; so is a copy that stopped."
  }
}

run "a_further_cell_is_a_cluster_like_the_first_and_told_of_in_secret" {
  command = plan
  variables {
    cells          = { two = { class = "db.r6g.2xlarge", gb = 1000, second_network = "10.42.0.0/16" } }
    new_shops_cell = "two"
    reports        = true
  }
  assert {
    condition = length(setsubtract(["smartkhata-production/cells", "smartkhata-production/database-replica-url"],
    module.service.promises.secrets)) == 0
    error_message = "Where there are clusters beside the first, their addresses are secrets, too."
  }
  assert {
    condition     = contains(module.service.promises.in_secret.start, "CELLS") && contains(module.service.promises.in_secret.keep, "CELLS") && contains(module.service.promises.secrets, "smartkhata-production/owner-cells")
    error_message = "Their owners' logins are in a secret of the keeper's own."
  }
  assert {
    condition     = module.cell["two"].promises == module.database.promises && module.database.promises.reports == 1
    error_message = "It is kept, encrypted and copied as the first is, and has a copy for reports, too."
  }
  assert {
    condition = length(setsubtract(
    ["database-two-disk", "database-two-iops", "database-two-bursts", "copy-two-lag", "reports-lag", "reports-two-disk"], module.alarms.promises.alarms)) == 0
    error_message = "It is watched as the first is, and so is each copy."
  }
  assert {
    condition = toset(module.alarms.promises.events.here) == toset([
      "smartkhata-production", "smartkhata-production-two", "smartkhata-production-reports", "smartkhata-production-two-reports",
      ]) && toset(module.alarms.promises.events.second) == toset([
      "smartkhata-production-replica", "smartkhata-production-two-replica",
    ])
    error_message = "What happens to databases and their copies is told, in the region where it happens."
  }
}

run "staging_is_the_same_but_smaller" {
  command = plan
  variables {
    name               = "staging"
    availability_zones = ["ap-south-1a", "ap-south-1b"]
    tasks              = 2
  }
  assert {
    condition     = module.database.promises.multi_az && !module.database.promises.deletion_protection
    error_message = "The same shape; it may be taken down."
  }
  assert {
    condition     = output.release.plan.stages[0] == 100
    error_message = "Nobody's traffic is divided in staging."
  }
  assert {
    condition     = module.operations.promises.tried == "" && output.release.gate.prometheus == "http://prometheus.staging.smartkhata.internal:9090"
    error_message = "Versions come to staging from nowhere else; it has eyes of its own."
  }
}

run "production_without_a_pager_is_refused" {
  command = plan
  variables {
    pager = null
  }
  expect_failures = [var.pager]
}

# Each of these is refused by its own rule.
run "what_is_no_place_is_refused" {
  command = plan
  variables {
    name               = "testing"
    availability_zones = ["ap-south-1a"]
    tasks              = 1
    # No such cell is there.
    new_shops_cell = "two"
    # Nobody sends by it.
    msg91_template = "1107170000000000001"
  }
  expect_failures = [
    var.name, var.availability_zones, var.tasks, var.new_shops_cell, var.msg91_template,
  ]
}
