# One place for the flags that every target of ours gets; third-party headers are SYSTEM.
add_library(triaged_flags INTERFACE)
target_compile_options(triaged_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror
  $<$<CONFIG:Debug>:-Og>
  -fstack-protector-strong -fstack-clash-protection -fcf-protection)
target_compile_definitions(triaged_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_NO_DEPRECATED
  JSON_USE_IMPLICIT_CONVERSIONS=0
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>
  TRIAGED_VERSION="${PROJECT_VERSION}")
target_link_options(triaged_flags INTERFACE -Wl,-z,relro -Wl,-z,now)

if(TRIAGED_SANITIZE)
  target_compile_options(triaged_flags INTERFACE -fsanitize=${TRIAGED_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(triaged_flags INTERFACE -fsanitize=${TRIAGED_SANITIZE})
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
