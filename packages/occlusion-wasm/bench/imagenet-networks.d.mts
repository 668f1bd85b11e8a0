import type { Network } from '../src/index.js'

export function resnet18(image?: readonly [number, number], channels?: number): Network
export function mobilenetV2(image?: readonly [number, number], times?: number): Network
export function vgg16(image?: readonly [number, number], channels?: number, units?: number): Network
