#include "process_stats.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "clock.h"

namespace triaged::bench {
namespace {

double tick_seconds() { return 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK)); }

std::string proc_path(int pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

double server_seconds(int pid) {
  std::ifstream file(proc_path(pid, "stat"));
  std::string text;
  std::getline(file, text);
  const size_t name_end = text.rfind(')');  // the name may hold spaces
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * tick_seconds();
}

double box_seconds() {
  std::ifstream file("/proc/stat");
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, steal = 0;
  file >> name >> user >> nice >> system >> idle >> waiting >> irq >> softirq >> steal;
  return (user + nice + system + irq + softirq + steal) * tick_seconds();
}

double own_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

CpuSample sample_cpu(int pid) {
  CpuSample sample;
  sample.at_ns = monotonic_ns();
  sample.server_s = pid > 0 ? server_seconds(pid) : 0;
  sample.own_s = own_seconds();
  sample.box_s = box_seconds();
  return sample;
}

CpuUse cpu_between(const CpuSample& before, const CpuSample& after) {
  CpuUse use;
  use.server_s = after.server_s - before.server_s;
  use.own_s = after.own_s - before.own_s;
  const double capacity = static_cast<double>(after.at_ns - before.at_ns) * 1e-9 *
                          static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
  const double foreign = after.box_s - before.box_s - use.server_s - use.own_s;
  if (capacity > 0) use.foreign_percent = std::clamp(foreign / capacity * 100, 0.0, 100.0);
  return use;
}

Memory read_memory(int pid) {
  Memory memory;
  std::ifstream file(proc_path(pid, "status"));
  std::string line;
  while (pid > 0 && std::getline(file, line)) {
    double kilobytes = 0;
    std::istringstream value(line.substr(line.find(':') + 1));
    if (line.starts_with("VmRSS:") && value >> kilobytes) memory.resident_mb = kilobytes / 1024;
    if (line.starts_with("VmHWM:") && value >> kilobytes) memory.peak_mb = kilobytes / 1024;
  }
  return memory;
}

}  // namespace triaged::bench
