/* SPDX-License-Identifier: Apache-2.0 */
/* How much of a device a kernel can use. Private to profiles. */
#pragma once

#include "profiles/device/device.h"

G_BEGIN_DECLS

/** bs_occupancy_find: @kernel: its .resident_blocks, .occupancy and .limit are filled in from the
 * rest of it. */
void bs_occupancy_find (const BsDeviceFacts *facts, BsKernel *kernel);

G_END_DECLS
