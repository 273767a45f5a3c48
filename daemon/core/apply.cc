#include "core/world.h"

namespace triaged {
void apply(World&, const Envelope&, const Input&, const Decision&, Effects&) {}
void finish(World&, std::uint64_t, const Envelope&) {}
Effects apply(World&, const Record&) { return {}; }
}  // namespace triaged
