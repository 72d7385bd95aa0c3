# The template's promises, on a plan with a made-up provider: nothing is called.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { name = "ap-south-1" }
  }
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
  tasks             = 4
  task_cpu          = 1024
  task_memory       = 2048
  prometheus        = "http://prometheus:9090"
}

run "the_database_is_kept" {
  command = plan
  assert {
    condition     = module.database.promises.multi_az && module.database.promises.encrypted && module.database.promises.deletion_protection
    error_message = "Production's database has a standby, is encrypted and cannot be deleted by accident."
  }
  assert {
    condition     = module.database.promises.backup_days == 30 && module.database.promises.backup_window == "20:30-21:00"
    error_message = "Backups at 02:00 in India, kept for thirty days."
  }
  assert {
    condition     = startswith(module.database.promises.engine_version, "15.") && !module.database.promises.public
    error_message = "The PostgreSQL that is tested, reached from inside only."
  }
}

run "a_second_region_has_a_copy_of_everything" {
  command = plan
  assert {
    condition     = module.database.promises.copy_multi_az && module.database.promises.copy_backup_days == 30
    error_message = "The database's copy can take over, and keeps backups of its own when it does."
  }
  assert {
    condition     = module.storage.promises.versioned && module.storage.promises.copied && module.storage.promises.closed
    error_message = "Uploads keep what was replaced, follow to the second region, and are nobody's to read."
  }
}

run "only_tls_1_2_and_newer_is_spoken" {
  command = plan
  assert {
    condition     = module.service.promises.tls == "ELBSecurityPolicy-TLS13-1-2-2021-06" && module.service.promises.plain == "HTTPS"
    error_message = "The load balancer speaks TLS 1.2 and 1.3, and leads everything else there."
  }
  assert {
    condition     = module.edge.promises.tls == "TLSv1.2_2021" && module.database.promises.tls
    error_message = "So do CloudFront and the database."
  }
  assert {
    condition     = module.service.promises.certificate == "DNS"
    error_message = "The certificate renews itself, by its name's record."
  }
}

run "a_firewall_stands_before_the_server" {
  command = plan
  assert {
    condition     = module.edge.promises.requests_per_five_minutes == var.requests_per_five_minutes && module.edge.promises.rules >= 5
    error_message = "An address is held to its pace, and the managed rules look at what it sends."
  }
}

run "two_versions_fit_beside_each_other" {
  command = plan
  assert {
    condition     = length(output.release.fleet.ecs) == 7 && output.release.fleet.ecs.tasks == 4
    error_message = "The release is told its services."
  }
  assert {
    condition     = module.service.most_connections == 160
    error_message = "Two versions of four tasks with twenty connections each."
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
}

run "one_zone_is_refused" {
  command = plan
  variables {
    availability_zones = ["ap-south-1a"]
  }
  expect_failures = [var.availability_zones]
}

run "an_untested_postgresql_is_refused" {
  command = plan
  variables {
    postgres_version = "16.4"
  }
  expect_failures = [var.postgres_version]
}

run "another_place_is_refused" {
  command = plan
  variables {
    name = "testing"
  }
  expect_failures = [var.name]
}

run "a_single_task_is_refused" {
  command = plan
  variables {
    tasks = 1
  }
  expect_failures = [var.tasks]
}
