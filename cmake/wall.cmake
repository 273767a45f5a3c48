# triaged_wall(NAME SOURCES ... LINKS ... PRIVATE ...): one library per folder, linked only to what
# design section 3 allows. tests/architecture checks the includes themselves.
function(triaged_wall name)
  cmake_parse_arguments(WALL "" "" "SOURCES;LINKS;PRIVATE" ${ARGN})
  add_library(triaged_${name} STATIC ${WALL_SOURCES})
  target_include_directories(triaged_${name} PUBLIC ${PROJECT_SOURCE_DIR}/daemon ${PROJECT_SOURCE_DIR})
  target_link_libraries(triaged_${name} PUBLIC ${WALL_LINKS} PRIVATE triaged_flags ${WALL_PRIVATE})
endfunction()

# triaged_test(NAME [OPTIMISED] SOURCES ... LINKS ...): a Catch2 binary registered with CTest. OPTIMISED
# where the test brings code of its own that runs long, such as the simulated disk.
function(triaged_test name)
  cmake_parse_arguments(T "OPTIMISED" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_LINKS} triaged_test_main triaged_flags)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE TRIAGED_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # Optimising test code takes longer than running it slowly; what is tested is optimised.
  if(NOT T_OPTIMISED)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
  endif()
  add_test(NAME ${name} COMMAND ${name} --use-colour no WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()
