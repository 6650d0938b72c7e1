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
  guint32 *fsm_states; /* [n_states of the trace] number in the policy, or G_MAXUINT32 */
  guint16 *fsm_types;  /* [n_types of the trace] id in the policy, or G_MAXUINT16 */

  /*< private >*/
  int refs;
  guint32 **to_go; /* [n_mini_batches] each nullable: see bs_pictures_get_to_go() */
};

/** bs_pictures_new: graphs are laid out later, when they are shown, see bs_graph_painter_prepare(). */
BsPictures *bs_pictures_new (BsTrace *trace, GCancellable *cancellable);
BsPictures *bs_pictures_ref (BsPictures *self);
void bs_pictures_unref (BsPictures *self);

void bs_pictures_new_async (BsTrace *trace, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
BsPictures *bs_pictures_new_finish (GAsyncResult *result, GError **error);

/** bs_pictures_get_to_go: @to_go: (out): the fewest batches that can follow in the mini-batch, that of
 * @decision included. Returns: %FALSE: not known yet; see bs_pictures_find_to_go_async(). In the UI
 * thread only. */
gboolean bs_pictures_get_to_go (BsPictures *self, guint32 decision, guint32 *to_go);

/** bs_pictures_find_to_go_async: works that out for all decisions of the mini-batch of @decision, away
 * from the UI thread. */
void bs_pictures_find_to_go_async (BsPictures *self, guint32 decision, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean bs_pictures_find_to_go_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPictures, bs_pictures_unref)

G_END_DECLS
