export const words: string = 'before';
