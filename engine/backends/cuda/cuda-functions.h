/* SPDX-License-Identifier: Apache-2.0 */
/* What is called of NVIDIA's libraries. They are loaded at first use, so that the program runs without them.
 * Private to the engine. */
#pragma once

#include <cublas_v2.h>
#include <cuda.h>
#include <nvrtc.h>

/* The libraries of the toolkit that this was built with. */
#define BS_CUDA_MAJOR (CUDA_VERSION / 1000)

/* cuda.h maps many names to newer ones: let it, before they become texts. */
#define BS_CUDA_TEXT_OF(name) #name
#define BS_CUDA_TEXT(name) BS_CUDA_TEXT_OF (name)

#define BS_CUDA_DRIVER_FUNCTIONS(F)                                                                \
  F (cuCtxSetCurrent)                                                                              \
  F (cuCtxSynchronize)                                                                             \
  F (cuDeviceGet)                                                                                  \
  F (cuDeviceGetAttribute)                                                                         \
  F (cuDeviceGetCount)                                                                             \
  F (cuDeviceGetName)                                                                              \
  F (cuDevicePrimaryCtxRelease)                                                                    \
  F (cuDevicePrimaryCtxRetain)                                                                     \
  F (cuDeviceTotalMem)                                                                             \
  F (cuDriverGetVersion)                                                                           \
  F (cuEventCreate)                                                                                \
  F (cuEventDestroy)                                                                               \
  F (cuEventRecord)                                                                                \
  F (cuEventSynchronize)                                                                           \
  F (cuFuncGetAttribute)                                                                           \
  F (cuGetErrorName)                                                                               \
  F (cuGetErrorString)                                                                             \
  F (cuGraphDestroy)                                                                               \
  F (cuGraphExecDestroy)                                                                           \
  F (cuGraphInstantiate)                                                                           \
  F (cuGraphLaunch)                                                                                \
  F (cuInit)                                                                                       \
  F (cuLaunchKernel)                                                                               \
  F (cuMemAlloc)                                                                                   \
  F (cuMemFree)                                                                                    \
  F (cuMemFreeHost)                                                                                \
  F (cuMemGetInfo)                                                                                 \
  F (cuMemHostAlloc)                                                                               \
  F (cuMemcpyDtoHAsync)                                                                            \
  F (cuMemcpyHtoDAsync)                                                                            \
  F (cuModuleGetFunction)                                                                          \
  F (cuModuleLoadData)                                                                             \
  F (cuModuleUnload)                                                                               \
  F (cuStreamBeginCapture)                                                                         \
  F (cuStreamCreate)                                                                               \
  F (cuStreamDestroy)                                                                              \
  F (cuStreamEndCapture)                                                                           \
  F (cuStreamSynchronize)                                                                          \
  F (cuStreamWaitEvent)

#define BS_CUBLAS_FUNCTIONS(F)                                                                     \
  F (cublasCreate)                                                                                 \
  F (cublasDestroy)                                                                                \
  F (cublasGetStatusString)                                                                        \
  F (cublasGetVersion)                                                                             \
  F (cublasSetMathMode)                                                                            \
  F (cublasSetStream)                                                                              \
  F (cublasSetWorkspace)                                                                           \
  F (cublasSgemm)                                                                                  \
  F (cublasSgemmBatched)                                                                           \
  F (cublasSgemmStridedBatched)

#define BS_NVRTC_FUNCTIONS(F)                                                                      \
  F (nvrtcCompileProgram)                                                                          \
  F (nvrtcCreateProgram)                                                                           \
  F (nvrtcDestroyProgram)                                                                          \
  F (nvrtcGetErrorString)                                                                          \
  F (nvrtcGetPTX)                                                                                  \
  F (nvrtcGetPTXSize)                                                                              \
  F (nvrtcGetProgramLog)                                                                           \
  F (nvrtcGetProgramLogSize)                                                                       \
  F (nvrtcVersion)

/* A pointer to a function, called as the function. */
#define BS_CUDA_MEMBER(name) __typeof__ (&name) p_##name;
