#include "corpus.h"

#include <array>
#include <cstdio>

namespace triaged::bench {
namespace {

struct Kind {
  std::string_view alertname;
  std::string_view severity;
  std::string_view summary;
  std::string_view detail;
};

constexpr std::array<Kind, kKinds> kKindTable{{
    {"HighErrorRate", "critical", "answers with HTTP 500", "percent of requests failed with 5xx"},
    {"HighLatencyP99", "warning", "p99 latency is high", "ms p99 over the last five minutes"},
    {"KubePodCrashLooping", "warning", "pod is crash looping", "restarts in ten minutes"},
    {"KubePodNotReady", "warning", "pod is not ready", "minutes in a non-ready state"},
    {"DeploymentReplicasMismatch", "warning", "replicas are missing", "replicas short of desired"},
    {"NodeFilesystemAlmostFull", "critical", "disk is almost full", "percent of /var/lib used"},
    {"NodeMemoryPressure", "warning", "node is short of memory", "percent of memory used"},
    {"NodeCpuSaturation", "warning", "CPU is saturated", "percent of CPU time busy"},
    {"PostgresReplicationLag", "critical", "replica lags behind", "seconds of replication lag"},
    {"PostgresTooManyConnections", "critical", "connection pool exhausted", "connections open"},
    {"MysqlSlowQueries", "warning", "slow queries are rising", "slow queries per second"},
    {"RedisMemoryHigh", "warning", "redis memory is high", "percent of maxmemory used"},
    {"RedisEvictions", "warning", "redis evicts keys", "keys evicted per second"},
    {"KafkaConsumerLag", "critical", "consumer group lags", "messages behind on topic orders"},
    {"KafkaUnderReplicated", "critical", "partitions under-replicated", "partitions below min ISR"},
    {"RabbitmqQueueGrowing", "warning", "queue keeps growing", "messages ready and not consumed"},
    {"CertificateExpiresSoon", "warning", "certificate expires soon", "hours until expiry"},
    {"TargetDown", "critical", "scrape target is down", "percent of targets are down"},
    {"DnsLookupFailures", "critical", "DNS lookups fail", "SERVFAIL answers per second"},
    {"HttpProbeFailed", "page", "probe fails from two regions", "consecutive probes failed"},
    {"JobFailed", "warning", "batch job failed", "failed attempts of the nightly job"},
    {"DiskIoSaturation", "warning", "disk I/O is saturated", "ms average queue time"},
    {"NetworkPacketLoss", "critical", "packets are lost", "per mille of packets dropped"},
    {"ThreadPoolExhausted", "critical", "worker threads are exhausted",
     "tasks rejected per second"},
    {"CacheHitRatioLow", "info", "cache hit ratio is low", "percent hit ratio of the edge cache"},
}};

constexpr std::array<std::string_view, 14> kDomains{
    "checkout", "payment", "cart",  "search", "login",   "catalog", "pricing",
    "shipping", "invoice", "stock", "email",  "profile", "reviews", "gateway"};

constexpr std::array<std::string_view, kNamespaces> kNamespaceNames{
    "shop", "shop-eu", "shop-us", "billing", "identity", "search",
    "edge", "data",    "batch",   "mobile",  "partners", "internal"};

constexpr uint64_t kCombinations = uint64_t{kKinds} * kServices * kNamespaces;
constexpr uint64_t kStride = 104'729;  // a prime that does not divide kCombinations

uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

template <class... Args>
std::string print(const char* format, Args... args) {
  char text[256];
  std::snprintf(text, sizeof text, format, args...);
  return text;
}

struct Place {
  uint32_t kind = 0;
  uint32_t name_space = 0;
  std::string service;
  std::string cluster;
};

Place mixed_place(const Shape& shape, uint64_t index) {
  const uint64_t at = (index * kStride + shape.seed) % kCombinations;
  const auto service = static_cast<uint32_t>(at / kKinds % kServices);
  Place place;
  place.kind = static_cast<uint32_t>(at % kKinds);
  place.name_space = static_cast<uint32_t>(at / kKinds / kServices);
  place.service = print("%s-%03u", kDomains[service % kDomains.size()].data(), service);
  place.cluster = "eu-1";
  return place;
}

Place incident_place(const Shape& shape, uint64_t index) {
  const auto number = static_cast<uint32_t>(index % shape.incidents);
  Place place;
  place.kind = number % kKinds;
  place.name_space = number % kNamespaces;
  place.service = incident_service(number);
  place.cluster = print("cell-%05u", number / 4);
  return place;
}

std::string describe(const Kind& kind, const Place& place, uint64_t noise) {
  return print("%u.%02u %s of %s in %s for 5m, threshold %u. Request id %08x.",
               static_cast<unsigned>(noise % 997), static_cast<unsigned>(noise / 997 % 100),
               kind.detail.data(), place.service.c_str(), place.cluster.c_str(),
               static_cast<unsigned>(noise % 90 + 5), static_cast<unsigned>(noise >> 32));
}

}  // namespace

std::string incident_service(uint32_t number) { return print("unit-%06u", number); }

Alert make_alert(const Shape& shape, uint64_t index) {
  const Place place =
      shape.incidents > 0 ? incident_place(shape, index) : mixed_place(shape, index);
  const Kind& kind = kKindTable[place.kind];
  const uint64_t noise = mix(shape.seed * 0x100000001b3 + index);
  Alert alert;
  alert.alertname = kind.alertname;
  alert.severity = kind.severity;
  alert.service = place.service;
  alert.name_space = kNamespaceNames[place.name_space];
  alert.pod = print("%s-7c9f%04x-%07u", place.service.c_str(),
                    static_cast<unsigned>(noise & 0xffff), static_cast<unsigned>(index));
  alert.node = print("node-%03u", static_cast<unsigned>(noise >> 20 & 0xff));
  alert.cluster = place.cluster;
  alert.summary = print("%s: %s", place.service.c_str(), kind.summary.data());
  alert.description = describe(kind, place, noise);
  alert.age_ms = static_cast<uint32_t>(noise % 60'000);
  return alert;
}

}  // namespace triaged::bench
