// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Loads the engine as it was compiled, save that it takes its locks, parks and clocks from the {@link Scheduler}, and the
 * simulation with it. So the product needs no seam for the simulation, and new engine code is simulated without being
 * told; what the scheduler could not control is refused here by name.
 */
final class EngineLoader extends ClassLoader {
    private static final String ENGINE = "io.oncemq.engine.";
    private static final String SIMULATION = "io.oncemq.simulation.";
    private static final String STAND_IN = "io/oncemq/simulation/VirtualThreads";

    /** Loaded once, by whoever loaded this class, so that both sides know them. */
    private static final Set<String> SHARED =
            Set.of(SIMULATION + "SeedRunner", SIMULATION + "Outcome", SIMULATION + "Plant");

    private static final Map<String, String> STAND_INS = Map.of(
            "java/util/concurrent/locks/ReentrantLock",
            "io/oncemq/simulation/VirtualLock",
            "java/util/concurrent/locks/LockSupport",
            STAND_IN,
            "java/util/Random",
            "io/oncemq/simulation/VirtualRandom");

    /** What blocks, or is not the same in every run, and has no stand-in yet. */
    private static final Set<String> REFUSED = Set.of(
            "java/lang/Thread.start",
            "java/lang/Thread.join",
            "java/lang/Object.wait",
            "java/lang/Math.random",
            "java/time/Instant.now",
            "java/util/concurrent/ThreadLocalRandom.current",
            "java/util/concurrent/CountDownLatch.await",
            "java/util/concurrent/Semaphore.acquire",
            "java/util/concurrent/Semaphore.tryAcquire",
            "java/util/concurrent/CompletableFuture.get",
            "java/util/concurrent/CompletableFuture.join",
            "java/util/concurrent/Future.get",
            "java/util/concurrent/BlockingQueue.take",
            "java/util/concurrent/BlockingQueue.put",
            "java/util/concurrent/BlockingQueue.poll",
            "java/util/concurrent/LinkedBlockingQueue.take",
            "java/util/concurrent/LinkedBlockingQueue.poll",
            "java/util/concurrent/locks/ReentrantReadWriteLock.<init>",
            "java/util/concurrent/locks/StampedLock.<init>");

    private final Plant plant;

    EngineLoader(Plant plant) {
        super(EngineLoader.class.getClassLoader());
        this.plant = plant;
    }

    /** The simulation, with an engine of its own. */
    static SeedRunner load(Plant plant) {
        try {
            return (SeedRunner) new EngineLoader(plant)
                    .loadClass(SIMULATION + "Simulation")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = (name.startsWith(ENGINE) || name.startsWith(SIMULATION)) && !SHARED.contains(name);
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] code = read(name);
                byte[] changed = name.startsWith(ENGINE) ? rewrite(code) : code;
                loaded = defineClass(name, changed, 0, changed.length);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private byte[] read(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] rewrite(byte[] code) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor types = new ClassRemapper(writer, new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                return STAND_INS.getOrDefault(internalName, internalName);
            }
        });
        reader.accept(new Calls(types), 0);
        return writer.toByteArray();
    }

    private final class Calls extends ClassVisitor {
        private String className = "";

        Calls(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            className = name;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String method, String descriptor, boolean isInterface) {
                    super.visitMethodInsn(opcode, owner(className, owner, method), method, descriptor, isInterface);
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String method, String descriptor, Handle bootstrap, Object... arguments) {
                    Object[] changed = arguments.clone();
                    for (int i = 0; i < changed.length; i++) {
                        if (changed[i] instanceof Handle handle) {
                            changed[i] = new Handle(
                                    handle.getTag(),
                                    owner(className, handle.getOwner(), handle.getName()),
                                    handle.getName(),
                                    handle.getDesc(),
                                    handle.isInterface());
                        }
                    }
                    super.visitInvokeDynamicInsn(method, descriptor, bootstrap, changed);
                }

                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC,
                                STAND_IN,
                                opcode == Opcodes.MONITORENTER ? "enter" : "exit",
                                "(Ljava/lang/Object;)V",
                                false);
                    } else {
                        super.visitInsn(opcode);
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
                    if (opcode == Opcodes.PUTFIELD && plant.forgetsWriteTo(owner, field) && !"<init>".equals(name)) {
                        boolean wide = descriptor.equals("J") || descriptor.equals("D");
                        super.visitInsn(Opcodes.POP2);
                        if (wide) {
                            super.visitInsn(Opcodes.POP);
                        }
                    } else {
                        super.visitFieldInsn(opcode, owner, field, descriptor);
                    }
                }
            };
        }
    }

    private static String owner(String caller, String owner, String method) {
        if (REFUSED.contains(owner + "." + method)) {
            throw new IllegalStateException(
                    caller + " calls " + owner + "." + method + ", which the simulation cannot control: teach it");
        }
        boolean clock =
                owner.equals("java/lang/System") && (method.equals("nanoTime") || method.equals("currentTimeMillis"));
        boolean sleep = owner.equals("java/lang/Thread") && method.equals("sleep");
        return clock || sleep ? STAND_IN : owner;
    }
}
