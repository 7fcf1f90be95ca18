# BUILD: this build. PREFIX, WORK: emptied. CONSUMER: the project that uses the installed package. README: whose
# example it builds and runs too.
file(REMOVE_RECURSE ${PREFIX} ${WORK})

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX})
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK} -G ${GENERATOR} -D CMAKE_PREFIX_PATH=${PREFIX}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_BUILD_TYPE=Release
    -D README=${README})
run(${CMAKE_COMMAND} --build ${WORK})
run(${WORK}/consumer)
run(${WORK}/readme_example)
