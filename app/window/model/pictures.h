/* SPDX-License-Identifier: Apache-2.0 */
/* A trace with all that its views need: the painters, made once and away from the UI thread. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/strip-painter.h"

G_BEGIN_DECLS

typedef struct _BsPictures BsPictures;

/** BsPictures: painters draw in the UI thread only, once they are made. */
struct _BsPictures
{
  BsTrace *trace;
  BsFsmPainter *fsm;
  BsGraphPainter *graph;
  BsStripPainter *strip;
  guint32 *to_go;      /* see bs_outlook_new() */
  guint32 *fsm_states; /* [n_states of the trace] number in the policy, or G_MAXUINT32 */
  guint16 *fsm_types;  /* [n_types of the trace] id in the policy, or G_MAXUINT16 */

  /*< private >*/
  int refs;
};

/** bs_pictures_new: takes as long as laying out all graphs does. */
BsPictures *bs_pictures_new (BsTrace *trace, GCancellable *cancellable);
BsPictures *bs_pictures_ref (BsPictures *self);
void bs_pictures_unref (BsPictures *self);

void bs_pictures_new_async (BsTrace *trace, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
BsPictures *bs_pictures_new_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPictures, bs_pictures_unref)

G_END_DECLS
