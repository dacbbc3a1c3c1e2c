/** The dashboard for the feed page, with its styles and those that make room for it beside the feed. */
import './dashboard.css';
import './feed-beside.css';
import type { PageFigures } from '../api-client/page-figures.ts';
import { type DashboardHost, type OpenDashboard, openDashboard, type Placement } from './dashboard.ts';
import { FeedBehind } from './feed-behind.ts';

export function openPageDashboard(figures: PageFigures, placement: Placement, host: DashboardHost): OpenDashboard {
  const feed = new FeedBehind(placement);
  const dashboard = openDashboard(figures, placement, {
    ...host,
    onPlace: (place) => {
      feed.setPlacement(place);
      host.onPlace(place);
    },
  });
  return {
    close: () => {
      feed.release();
      dashboard.close();
    },
  };
}
