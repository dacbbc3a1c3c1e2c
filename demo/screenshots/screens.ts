/** The screen sizes that the page is made for: phones upright and sideways, a tablet, a tall window, and desktops. */
export const screens = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 820, height: 1180 },
  { width: 740, height: 1300 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
] as const;
