//! What this process takes of its machine, as Linux tells it; where the machine is somebody else's (Fargate), nobody
//! else can say. On other systems nothing is said.

use std::fs;
use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Where the control group's limit on memory stands: version 2, then version 1.
const LIMITS: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Linux counts time of the processor in hundredths of a second (`USER_HZ`), on every machine.
const HZ: f64 = 100.0;

/// The figures of the process.
pub struct Gauges {
    resident: Gauge,
    limit: Gauge,
    seconds: Counter<f64, AtomicU64>,
    files: Gauge,
}

impl Gauges {
    /// Under the names that exporters of processes use.
    pub fn new(registry: &mut Registry) -> Self {
        let (resident, limit, files) = <(Gauge, Gauge, Gauge)>::default();
        let seconds = Counter::<f64, AtomicU64>::default();
        registry.register("process_resident_memory_bytes", "Memory in use", resident.clone());
        registry.register("process_memory_limit_bytes", "Memory that there may be; of the container", limit.clone());
        registry.register("process_cpu_seconds", "Time of the processor", seconds.clone());
        registry.register("process_open_fds", "Open files and connections", files.clone());
        Self { resident, limit, seconds, files }
    }

    /// Reads them anew. What cannot be read stays as it was.
    pub fn read(&self) {
        let whole = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        if let Some(kib) = field(&status, "VmRSS:") {
            self.resident.set(whole(kib.saturating_mul(1024)));
        }
        let machine = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let machine = field(&machine, "MemTotal:").map(|kib| kib.saturating_mul(1024));
        let group = LIMITS.iter().find_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok());
        if let Some(limit) = [machine, group].into_iter().flatten().min() {
            self.limit.set(whole(limit));
        }
        if let Some(ticks) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(ticks) {
            let now = f64::from(u32::try_from(ticks).unwrap_or(u32::MAX)) / HZ;
            self.seconds.inc_by((now - self.seconds.get()).max(0.0));
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            self.files.set(i64::try_from(files.count()).unwrap_or(i64::MAX));
        }
    }
}

/// A figure of `/proc/self/status` or `/proc/meminfo`, in KiB.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// Ticks of the processor, its own and the system's for it, of `/proc/self/stat`. The name of the program stands in
/// brackets and may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let (own, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    own.checked_add(system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_is_read() {
        assert_eq!(field("VmPeak:\t   900 kB\nVmRSS:\t   123 kB\n", "VmRSS:"), Some(123));
        assert_eq!(field("VmPeak:\t 900 kB\n", "VmRSS:"), None);
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 9 0 100 1000 30";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(ticks("nonsense"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_measured() {
        let gauges = Gauges::new(&mut Registry::default());
        gauges.read();
        assert!(gauges.resident.get() > 1 << 20 && gauges.limit.get() > gauges.resident.get());
        assert!(gauges.files.get() > 0);
    }
}
