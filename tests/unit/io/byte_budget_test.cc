#include "io/byte_budget.h"

#include <catch2/catch.hpp>

namespace triaged::io {

TEST_CASE("a budget gives what it has and not a byte more", "[io][limits]") {
  ByteBudget budget(100);
  CHECK(budget.take(99));
  CHECK_FALSE(budget.take(2));
  CHECK(budget.take(1));
  CHECK_FALSE(budget.take(1));
  CHECK(budget.take(0));
  budget.give(100);
  CHECK(budget.used() == 0);
  CHECK_FALSE(budget.take(101));
  CHECK_FALSE(budget.take(~0ULL));
}

TEST_CASE("a small body takes its announced length at once", "[io]") {
  ByteBudget budget(1U << 20);
  BodyShare share(budget);
  CHECK(share.cover(0, 1000));
  CHECK(share.held() == 1000);
  CHECK(share.cover(1000, 1000));
  CHECK(share.held() == 1000);
}

TEST_CASE("a large body takes its share in doubling steps up to its length", "[io]") {
  constexpr std::uint64_t kLength = 3U << 20;
  ByteBudget budget(4U << 20);
  BodyShare share(budget);
  CHECK(share.cover(0, kLength));
  CHECK(share.held() == BodyShare::kAtOnce);
  CHECK(share.cover(BodyShare::kAtOnce + 1, kLength));
  CHECK(share.held() == 2 * BodyShare::kAtOnce);
  CHECK(share.cover(kLength - 5, kLength));
  CHECK(share.cover(kLength, kLength));
  CHECK(share.held() == kLength);
}

TEST_CASE("when doubling does not fit, what is needed may still", "[io]") {
  ByteBudget budget(1000);
  BodyShare share(budget);
  CHECK(share.cover(600, 0));
  CHECK(share.cover(900, 0));
  CHECK(share.held() == 900);
  CHECK_FALSE(share.cover(1001, 0));
  CHECK(share.held() == 900);
}

TEST_CASE("a share goes back with its body", "[io]") {
  ByteBudget budget(1000);
  {
    BodyShare share(budget);
    CHECK(share.cover(600, 0));
    CHECK(share.release());
    CHECK(budget.used() == 0);
    CHECK_FALSE(share.release());
    CHECK(share.cover(100, 0));
  }
  CHECK(budget.used() == 0);
}

}  // namespace triaged::io
