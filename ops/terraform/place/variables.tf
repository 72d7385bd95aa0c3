variable "name" {
  description = "Of the place: `staging` or `production`. Everything in it begins with `smartkhata-NAME`."
  type        = string
  validation {
    condition     = contains(["staging", "production"], var.name)
    error_message = "A place is `staging` or `production`; both come from this one template."
  }
}

variable "region" {
  description = "Where the shops are served."
  type        = string
  default     = "ap-south-1"
}

variable "second_region" {
  description = "Where copies are kept: the other region in India, so that books stay in the country. An account opts in to it first."
  type        = string
  default     = "ap-south-2"
  validation {
    condition     = var.second_region != var.region
    error_message = "The second region is another one."
  }
}

variable "domain" {
  description = "The place's own domain; `app.DOMAIN` is the web edition, `api.DOMAIN` what devices and programs call, `origin.DOMAIN` the load balancer behind both."
  type        = string
}

variable "zone_id" {
  description = "The hosted zone of the domain."
  type        = string
}

variable "availability_zones" {
  description = "Zones of the region that are used; two at least."
  type        = list(string)
  default     = ["ap-south-1a", "ap-south-1b", "ap-south-1c"]
  validation {
    condition     = length(var.availability_zones) >= 2
    error_message = "One zone is no place to stay up: two at least."
  }
}

variable "network" {
  description = "The network's addresses, a /16."
  type        = string
  default     = "10.20.0.0/16"
}

variable "second_network" {
  description = "The addresses of the network in the second region, a /16."
  type        = string
  default     = "10.21.0.0/16"
}

variable "least_requests" {
  description = "How many requests a step of a release, and the check after it, must have seen to prove anything: n without an error show a rate below 3/n. Production with fewer, as in its first weeks, says fewer here and proves less."
  type        = object({ step = number, verify = number })
  default     = { step = 3000, verify = 6000 }
}

variable "database_class" {
  description = "The database's machine."
  type        = string
}

variable "database_gb" {
  description = "Its disk at first, in GB; it grows by itself up to ten times as much."
  type        = number
}

variable "database_password" {
  description = "Of the database's administrator; kept by who runs this, in no file and not in the state."
  type        = string
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = length(var.database_password) >= 24
    error_message = "24 characters at least: `openssl rand -hex 24`."
  }
}

variable "database_password_version" {
  description = "Raised by one to set the password anew."
  type        = number
  default     = 1
}

variable "tasks" {
  description = "Server tasks of a version that has all traffic."
  type        = number
  validation {
    condition     = var.tasks >= 2
    error_message = "Two at least: one zone may go."
  }
}

variable "task_cpu" {
  description = "CPU of a task, in 1/1024 of a core."
  type        = number
}

variable "task_memory" {
  description = "Memory of a task, in MiB."
  type        = number
}

variable "connections_per_task" {
  description = "The pool of a task. Two versions run side by side while one is released: both fit twice into the database."
  type        = number
  default     = 20
}

variable "cells" {
  description = "Clusters beside the first, by name: machine, disk at first in GB, and the addresses of the copy's network, a /16. Tasks are told of them in `CELLS`, which a person sets before the next release."
  type = map(object({
    class          = string
    gb             = number
    second_network = string
  }))
  default = {}
  validation {
    condition     = alltrue([for name in keys(var.cells) : can(regex("^[a-z][a-z0-9]*$", name)) && name != "first"])
    error_message = "A cell's name is letters and digits; `first` is the one that is always there."
  }
}

variable "new_shops_cell" {
  description = "The cell that new shops are opened in."
  type        = string
  default     = "first"
  validation {
    condition     = var.new_shops_cell == "first" || contains(keys(var.cells), var.new_shops_cell)
    error_message = "New shops are opened in a cell that is there."
  }
}

variable "secrets" {
  description = "What tasks are told in secret beyond the usual: `SENDGRID_KEY` and `SENDGRID_HOOK_KEY` for mail, `MSG91_KEY` and `MSG91_HOOK` for text messages, `SENTRY_DSN` for faults. A task whose secret has no value does not start: set them before the next release."
  type        = set(string)
  default     = []
}

variable "msg91_template" {
  description = "The id of the DLT template whose variable `code` takes the code of a text message."
  type        = string
  default     = null
  validation {
    condition     = (var.msg91_template != null) == contains(var.secrets, "MSG91_KEY")
    error_message = "Text messages take both: `MSG91_KEY` among the secrets, and the id of their template."
  }
}

variable "reports" {
  description = "Whether each cluster has a copy in the region that answers reports. Tasks are told of the first one's in `DATABASE_REPLICA_URL`, of the others' in `CELLS`."
  type        = bool
  default     = false
}

variable "requests_per_five_minutes" {
  description = "From one address, before the firewall blocks it: of those without `Authorization`, and of all. The backstop behind the server's own limits: many shops may share a carrier's address, and the largest plan alone has 300,000."
  type        = object({ unsigned = number, most = number })
  default     = { unsigned = 6000, most = 600000 }
}

variable "shield_advanced" {
  description = "Shield Standard is always there. Advanced is a yearly contract: subscribe first, then set this."
  type        = bool
  default     = false
}

variable "pager" {
  description = "Where alarms go: an HTTPS address that takes SNS, as PagerDuty's integration gives."
  type        = string
  default     = null
  validation {
    condition     = var.name != "production" || var.pager != null || var.mock != null
    error_message = "Production's alarms wake somebody: name the pager, as TF_VAR_pager."
  }
}

variable "mock" {
  description = "A mock of Amazon instead of it: its address. For trying the whole out."
  type        = string
  default     = null
}
