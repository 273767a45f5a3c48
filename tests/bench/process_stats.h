// What the kernel says about CPU and memory: of the server under test, of this process, of the box.
// Clock ticks are 10 ms, so a run should last a second or more. Any thread.
#pragma once

#include <cstdint>

namespace triaged::bench {

struct CpuSample {
  uint64_t at_ns = 0;
  double server_s = 0;  // user and system time of the process under test
  double own_s = 0;
  double box_s = 0;  // all CPUs, everything but idle
};

struct CpuUse {
  double server_s = 0;
  double own_s = 0;
  double foreign_percent = 0;  // of all CPUs, used by neither server nor generator
};

struct Memory {
  double resident_mb = 0;
  double peak_mb = 0;
};

// pid 0: no server to look at.
CpuSample sample_cpu(int pid);
CpuUse cpu_between(const CpuSample& before, const CpuSample& after);
Memory read_memory(int pid);

}  // namespace triaged::bench
