/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of the timing panel: roofline, histogram, predictions, and the findings. */
#pragma once

#include "app/window/profile/timing-job.h"
#include "app/window/profile/timing-rows.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TIMING_ROOFLINE,
  BS_TIMING_HISTOGRAM,
  BS_TIMING_PREDICTED,
  BS_TIMING_FINDINGS,
  BS_N_TIMING_PICTURES
} BsTimingPicture;

#define BS_TYPE_TIMING_PICTURES (bs_timing_pictures_get_type ())
G_DECLARE_FINAL_TYPE (BsTimingPictures, bs_timing_pictures, BS, TIMING_PICTURES, GtkWidget)

/** bs_timing_pictures_set_selection: once. */
void bs_timing_pictures_set_selection (BsTimingPictures *self, BsProfileSelection *selection);

/** bs_timing_pictures_set: @debugger, @cache: (nullable): of no trace. */
void bs_timing_pictures_set (BsTimingPictures *self, BsDebugger *debugger, BsTimingCache *cache);

/** bs_timing_pictures_set_query: what the histogram is of; @name: (nullable): of it. */
void bs_timing_pictures_set_query (BsTimingPictures *self, const BsHistogramQuery *query,
                                   const char *name);

BsTimingPicture bs_timing_pictures_get_picture (BsTimingPictures *self);
void bs_timing_pictures_set_picture (BsTimingPictures *self, BsTimingPicture picture);

/** bs_timing_pictures_is_busy: Returns: whether what is shown will soon be another one. */
gboolean bs_timing_pictures_is_busy (BsTimingPictures *self);

/** bs_timing_pictures_get_frame: Returns: (transfer none): what shows them. */
BsViewFrame *bs_timing_pictures_get_frame (BsTimingPictures *self);

/** bs_timing_pictures_add_control: a widget at the end of its head. */
void bs_timing_pictures_add_control (BsTimingPictures *self, GtkWidget *widget);

G_END_DECLS
