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
